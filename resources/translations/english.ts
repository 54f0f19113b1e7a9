<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1">
<context>
    <name></name>
    <message>
        <source>Transformer Explorer is in the menu of this desktop now:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say that it is a session of this program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say which version it has</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has version {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say how its model is brought back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menu entries of this kind exist on Linux desktops. On this system, keep transformer-explorer in the dock or the taskbar instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be written, because {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} is only for people who are signed in. Sign in with an access token of your Hugging Face account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Hub does not accept this access token. It may be mistyped, expired or revoked; make a new one on your Hugging Face settings page and sign in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token kept on this computer was removed, but this program was started with a token of its own, which it uses until it is started without one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in with another token…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The authors of {checkpoint} ask everybody to accept their conditions first. Open its page in the browser, accept them there, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the page in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This account, or its access token, may not read {checkpoint}. Sign in with another one, or ask its owners.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this account may not see it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is private, so sign in first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no checkpoint called {checkpoint} on the Hub, or {hint}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{checkpoint} has no revision called {revision}. Choose one from the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a revision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” is not the name of a checkpoint. Names look like google-bert/bert-base-cased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{checkpoint} has no config.json, so there is nothing to start from. Choose another checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{checkpoint} has no weights that can be loaded here: {found}. Choose another checkpoint, or another revision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The branch before at message {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next branch at message {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy message {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit message {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change your words and send them again; the former branch is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the answer; the former branch is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer {n} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look inside answer {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the conversation up to here, and see every step of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue answer {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the model go on with this answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokens of answer {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another answer, drawn with the next seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · {speed:.0f} tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The words of message {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send the changed message {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the changed answer {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave message {n} as it was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{told}. Instead:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on from here with this token, as another branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what is on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This program was started in offline mode, so it does not ask the Hub. Everything that is on this computer already can still be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no connection to {host}: this computer is offline, or the server is down. Check the network, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} has not answered for {seconds:.0f} seconds. It may be overloaded; try again in a while.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to {host} keeps breaking. What has arrived is kept; try again when the network is steadier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in a few minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in {seconds:.0f} seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} received too many requests from this computer and asks it to wait. Try again {when}; signing in raises the limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} has a problem (it answered {status}). Try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} gave an answer that does not come from the Hub. A network that wants you to log in first does this; so does a mirror that differs from the Hub.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model can be made from these settings. {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model of this size needs {needed}, but only {free} of memory are free. Close other programs, or unload the model that is in memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model of this size needs {needed}, but only {free} of memory are free. Nothing was built. Choose a smaller one, or close other programs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unload the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the package {package}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an optional package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{class_name} needs {what}, which is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loaded model has no tensor called {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show its modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something unexpected went wrong while {title}. The program keeps running; the details help to report it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was not enough memory for this: {title}. Unload the model or close other programs, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package {package} is missing or broken, so no model can be used. Install Transformer Explorer again as its README says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder {path}. Was it moved?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (commit {revision})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder {name}, and {which} is not among the checkpoints that were downloaded. Its page on the Hub offers to download it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show its page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {path} has no config.json, so it is not a saved model. Choose the folder that holds config.json and the weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model type &quot;{model_type}&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no model type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The config names {what}, which the installed transformers cannot build. It may need a newer version, or code of its own, which this program never runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transformers has no class {class_name}. The checkpoint may need code of its own, which this program never runs; another class may still load its weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{class_name} cannot hold this checkpoint: it was made for the model type &quot;{model_type}&quot;. Choose a class of that type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {path} has a config but no weights: neither model.safetensors nor pytorch_model.bin. A new model with random weights can be created from its config.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights need {needed}, but only {free} of memory are free. Close other programs, or choose a smaller dtype where the checkpoint is opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights need {needed}, but only {free} of memory are free. They fit once {name} is unloaded; if the loading then fails, neither is left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unload it and continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The config asks for another checkpoint, {name}, for a part of the model, and it is not on this computer. Download it from its page, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the tokenizer of this checkpoint took more than {seconds:.0f} seconds and was stopped. The model can still run on input IDs typed by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The config.json in {path} cannot be used. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create one from this config</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This checkpoint brings Python code of its own{what}, and transformers cannot build it without. This program never runs code from a checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it differently</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model cannot be put on {device}: this computer has none that torch can use, or it refuses this model. Open it on the CPU instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights need {needed} and do not fit into the memory of {device}. Open it on the CPU, or choose a smaller dtype.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer&apos;s files cannot be read, or hold no vocabulary. The model can still run on input IDs typed by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to run yet. Attach a tokenizer, or give it input IDs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a folder, or of any model on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type input IDs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the course&apos;s IDs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attach a tokenizer:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or give it numbers:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has no tokenizer yet, so it cannot read text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{why} Attach one, or give it input IDs yourself: whole numbers from 0 to {last}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The three sequences of the Hugging Face course, chapter 2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They go up to {largest}, and this model knows IDs up to {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer needs the package {package}, which is not installed. The model can still run on input IDs typed by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show its page on the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something that is not on this computer is needed for this: {title}. This program fetches nothing on its own; the details name what was asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the tokenizer of this checkpoint took more than {memory} of memory and was stopped. The model can still run on input IDs typed by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The process that reads tokenizers could not be started. The model can still run on input IDs typed by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The process that reads tokenizers crashed on the files of this checkpoint. The model can still run on input IDs typed by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is loaded. Open one, or create one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the models on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model “{name}” has no tokenizer, so it cannot read text. Type input IDs instead, or borrow the tokenizer of another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no tokenizer in “{name}”: it has no tokenizer.json, vocab.txt or other file of a tokenizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer of “{name}” has {tokens:,} tokens, and this model has embeddings for {known:,}. Choose another tokenizer, or create the model with vocab_size {tokens}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The processor makes pictures of {made} pixels, and this model reads {wanted}. Have this picture made {wanted}. To change it for good, set the size in preprocessor_config.json, or create the model with another image_size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The processor makes pictures of {made} pixels, and this model reads {wanted}. Set the size in preprocessor_config.json, or create the model with another image_size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it {wanted}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer of this checkpoint needed more than {seconds:.0f} seconds for this text and was stopped. Try a shorter text, or type input IDs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer of this checkpoint needed more than {memory} of memory for this text and was stopped. Try a shorter text, or type input IDs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The process that runs tokenizers could not be started. Try again, or type input IDs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer of this checkpoint crashed. Try another text, or type input IDs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files of this tokenizer have changed since the model was opened. Open the model again to use the new ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue without the template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers become infinite or not a number (NaN) {where}, so {class_name} gives no answer. The values of its config or its weights are too large there, or are not numbers themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on without the template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{class_name} could not run on this input: it may need more than text, or its config may not fit together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in layer {layer} ({module})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in {module}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inside the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers become too large for {dtype} {where}. From there on they are infinite or not a number (NaN), so {class_name} gives no answer. There is room for them in {wider}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it again in {wider}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at its modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model has not run yet, so there is no output to read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save somewhere else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {path} is not empty, and nothing in it was touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was saved: {path} cannot be written ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was saved: {path} cannot be written, because {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was saved: the model needs {needed:,.0f} MB and {path} has {free:,.0f} MB free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was saved: transformers refuses to write the settings of this {class_name}, because a value in them is not allowed. The model in memory is as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{class_name} would not read all of its weights back from a saved folder: {lost} would be random again. Nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was saved: {name} was written, but what came back from the disk is not the same. The disk may be failing; save somewhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session {path} cannot be read: {reason}. What was open is as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not a session of this program, or it is damaged. Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was written by a newer Transformer Explorer (session version {version}; </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this one reads {known}). Install the newer program to open it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its version is {version}, and this program reads version {known}. Save it again </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with the program that wrote it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session {path} cannot be opened. {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session was not saved: {path} cannot be written, because {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} of {checkpoint} is not on the Hub any more. Open its page again for a new plan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} is not on this computer. It may have been deleted by another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{needed} are still missing, but the disk with {cache} has only {free} free. What has arrived is kept: free some space, then continue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be written to {cache}, where checkpoints are kept. It may be read-only or belong to somebody else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} of {checkpoint} is not the file that was planned: it has changed on the server. Nothing of it was kept as complete; try again with a new plan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} should have {expected} bytes, but the server says {found}. It was not kept; try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} arrived damaged: its checksum is not the one that the Hub names. It was thrown away; try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expected {expected}
found {found}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} leads out of the folder where this checkpoint is kept, through a link. Nothing was read or written there: remove the link, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{checkpoint} needs a file called “{path}”, and a file cannot safely be called that on every computer. Nothing was downloaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This was not done, because it names something that cannot be in the cache of checkpoints.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} in {path} is empty: its download or its copy never began. Fetch it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is only a note about the weights (a Git LFS pointer), not the weights themselves. Download the checkpoint from the Hub instead of cloning it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for it on the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged: what its header says about the weights cannot be true. Fetch the file again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is cut short: it should hold {wanted:,} bytes and holds {there:,}. Its download or its copy stopped half-way; fetch it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} in {path} cannot be read, so it is not known which file holds which weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged, or is not a file of weights: torch did not write it like this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights are spread over {shards} files, and {name} is missing in {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The index of this checkpoint points to {name}, outside its folder {path}. A checkpoint must not do that, so it was not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a link to {target}, outside this folder, so it was not opened. Choose the folder that holds the weights themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be read ({reason}). Check the folder&apos;s permissions, or whether its disk is still there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is what a training framework such as Lightning saves: the weights are inside, under “{key}”. Save that part alone as pytorch_model.bin, and it opens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights were not opened: their file holds more than numbers, and opening it would run code that came with it. Ask for the checkpoint in the safetensors format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights in {path} cannot be read: the file is incomplete, damaged or in a format that is not safe to open. Nothing in memory was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading {checkpoint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be read ({strerror})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is ignored: no checkpoint has such a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for programs that use these files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleting from {checkpoint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cleaning {checkpoint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the download is not finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revision {missing}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> It belongs to another account of this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every program on this computer that uses Hugging Face checkpoints shares this cache: what you delete here is gone for all of them.{owner}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the config: which model this is, and its sizes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>which tokenizer this is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tokenizer&apos;s special tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens added to the vocabulary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how a chat is written as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how pictures or sound are prepared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how text and pictures are put together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pickle (.bin)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>which shard holds which tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, shard {position} of {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the weights, as {label}{part}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has no weights at all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how it generates by default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one more chat template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the whole tokenizer in one file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tokenizer&apos;s vocabulary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how one vector of a text is made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how texts are read before they become vectors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a step after the model: {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights for other software</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>code of the authors, which this program never runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for reading, not for loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left over from training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the whole tokenizer is in tokenizer.json</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the sub-folder {path}, which loading does not open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another version of the tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same weights again; {taken} is enough</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading does not open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the Hub about the checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the weights are pickled, and a pickle says what is in it only once it is loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the tensor headers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the model card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its weights have a layout of their own or are in sub-folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the shards that {index} names are not all in the repository</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} ended after {have} of {size} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This server cannot continue inside a file: after a pause the file starts again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Hub asks to wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server sent a different range from the one requested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Hub has a problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Hub does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection broke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what}; trying again in {wait:.0f} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what}; trying again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its weights are packed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is nothing to load here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the Hub does not say how large it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the weights are stored as {main}, which is not counted here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its config has other sizes than those of a text model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every tensor of the checkpoint as {dtype}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file beside them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read as {main} and turned into {dtype}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing: the weights are stored as {dtype} and used from the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Working memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{batch} × {length} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, keeping the attention of every layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A first run&apos;s own buffers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured, whatever the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needed at the most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>while loading: the weights and the file beside them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>while running: the weights, the working memory and the buffers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory free now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the system tells it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unloading the current model frees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the weights in memory now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fits: needs about {needed} of {room}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tight: needs about {needed} of {room}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too large: needs about {needed}, and there are {room}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not known whether it fits: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not a safetensors file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header of {path} cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a tensor has other bytes than its shape says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the headers of {done} of {total} weight files were read: the rest would take more than {budget} kB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensors are not known before loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is listed without a checksum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a checkpoint with an impossible name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking the token with the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeping the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking who is signed in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no name in the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{links} of its files are links that lead nowhere, as after moving or copying a cache without its folder “blobs”: copy the whole folder {name}, or download it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing has arrived yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>config.json is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the weights are missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} of {total} shards of the weights are missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program is downloading {path}; waiting for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No bytes are arriving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloading {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stalled: {note}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{checkpoint} at {commit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verifying {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the Hub&apos;s checksums</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the checksums kept in the cache, without the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{checked} file{value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No file has a checksum to compare with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All is well: {files} compared with {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{bad} of {files} differ from {value}: delete and download again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model read {count} and was done after {seconds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} Each of the {count} of your text got {term} for {labels}, and the likeliest label of each is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” is {label} ({probability})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neighbours of one label make a span: {named}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No token got a label that makes a span.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A label for each token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} For every token of the context it said how likely the answer starts there, and how likely it ends there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The likeliest span is “{text}”, {probability}: the two probabilities multiplied. It can only copy from the context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cosine of two vectors is 1 where they point the same way. {one} {best} and {other} {best2} are most alike: {bold}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next it would write “{text}” with {probability}. In the mode Write it continues by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer in the context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of several</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} Each of the {choices} was read together with the text and got one number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{term} makes them shares of 100 %: “{text}” got {probability}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Softmax</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} {how} It has {size}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How alike the texts are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How alike the rows of input IDs are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text to text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} The encoder read your text once; the decoder was given {target_tokens} and looked at it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is the same model, so it takes no memory of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A second model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It takes {bytes} of memory beside the first, until you remove it or open another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is in memory beside your model. {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{held} Run both, and every difference that you see comes from that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same {count} went through both models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same text went to both models, and each cut it into tokens of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every number that they returned is the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The largest change of any number is {bold}, in {where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two models, one input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} puts “{text}” first; the two have no common list of answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} gives “{text}” {main}, the other gives it {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The two distributions differ by {moved}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In both models this map is exactly the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There they differ the most at “{shown}” ({last}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to subtract here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weight from “{row}” to “{column}” differs the most: the other model gives it {was}, {name} gives it {now}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On average a weight of this {attention} map differs by {mean}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared are the {both} that both have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No hidden states to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden states</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vectors of both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both have {states}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After {names} the {states} of both have a {term} of {bold} on average, after {names2} of {bold2}. 1 means that they point the same way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cosine similarity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vectors of both, layer by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of the two has no such map.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This step is done. There is nothing more to say about it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After each step you can read here what happened, with the numbers of that step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What just happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing yet. Open a model on the left, or create one; then type a text and run it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something has to be installed first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This architecture needs {names}, which this computer does not have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This would not work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not counted yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The size of this model could not be worked out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model cannot be built without {what} that transformers leaves empty: {names}. The program chose a value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this would make</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too large for this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {path} {suggestions} would work.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{problems} to look at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These settings make a {class_name} with {parameters}: {float32_bytes} in {term}, of {free_bytes} free. Nothing was built yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most of them, {share}, are in {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running it would take about {run_bytes}. Make it smaller, or close other programs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{class_name} is a tree of {term} with {parameters} in all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> It was counted without building the numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most of them, {share}, are in {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{repeats} parts are alike and drawn as one: {label}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model is made of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a {term} of shape {shape}: {elements} in {dtype}, {bytes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Its part in the model: {role}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They lie between {least} and {greatest}, with mean {mean} and standard deviation {deviation}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One tensor of weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {zero_share} of them are exactly zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {bad_values} {value} not a number or infinite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same numbers are also used as {joined}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files of {checkpoint} that loading opens are on this computer already: nothing has to be downloaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{skipped} ({left}) {value} left out, because loading does not open them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough room: only {free_disk} are free on the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open one of the small trained models, or create one with random weights. Each step is explained here in plain words, with the numbers of your own run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model with random weights will be built from this config.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A {class_name} with {parameters} will be built. It takes {float32_bytes} of the {free_bytes} that are free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {term}, {seed}, decides the numbers. A model that is in memory now will be unloaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model needs packages that are not installed: {missing}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be built yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A second {class_name} will be built with the same config, and its {parameters} drawn at random with seed {seed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a suggested value to use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It replaces “{name}” in memory. While both are loaded, they need {bytes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program reads config.json of {name}, builds the class it names, and fills it with the weights. No code that a checkpoint brings is ever run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model “{name}” ({bytes}) will then be unloaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>config.json, the weights and the tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>config.json and the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{parts}, about {bytes}, will be written to {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is in that folder now will be replaced as a whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model “{name}” will be removed from memory, which frees {bytes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was never on the disk unless you saved it. The same config with seed {seed} gives the same numbers again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{files} ({missing}) will be downloaded and kept in the {cache}, so the next time needs no download.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights are in the older {term} format; they are opened in a way that runs no code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{checkpoint} is on this computer now: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{received} came from the Hub in {seconds}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, and {reused} were here before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything was here before, so nothing was downloaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint is on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is in the {term} at {term2} {commit} and opens without network from now on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The config is here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {term} of {checkpoint} was read from the Hub ({config_json}) at {term2} {commit}, and the form shows its settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No weights were downloaded. A model that you create from these settings has random weights: to get the trained ones, open the checkpoint&apos;s page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>torch {torch_version} and transformers {transformers_version} are ready after {seconds}. Models run here on {devices} with {threads}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model, create one from a config, or look for one on the Hub. Nothing is downloaded unless you ask for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before the training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model in memory is what it was before its first step of training.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model in memory has the {weights} that it had after {steps} on {data}. Run any text, look inside, compare: everything shows this moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its {loss} was {loss_now:.2f} on what it learned from and {held_out:.2f} on texts that it never saw.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A moment of the training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} in {built}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of them was learned: they {term}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start at random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, drawn with {term} {seed}, and the same seed gives the same model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A {term} became a {class_name} with {summary}. {summary2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It can run, but it only produces noise until it is trained, or until you load trained weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The untrained twin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is “{name}” before it learned anything: the same class, config and tokenizer, and as many parameters, {parameters}. {summary}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>config.json said what to build: a {class_name} with {summary}. It was ready after {seconds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A trained model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model that was trained on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model with weights from a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model that appears to know nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model that is partly random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model that knows nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} Loading them teaches the model nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} They hold what training taught it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} {trained}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} Nothing in the folder says who trained them, or on what.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>random numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>partly random numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} They are {kind} that were saved: loading them teaches the model nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {odd} had another shape in the checkpoint and could not be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model now cuts text with a {tokenizer_class} from {tokenizer}. Its weights did not change.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights are saved under the model&apos;s own names: under those that transformers usually writes, it would not find all of them again for this class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model was unloaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model “{name}” was removed from memory, which frees {freed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has no {term} yet. It runs on input IDs, or on text after you attach a tokenizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the same text again. Where the original was trained, what changes is what training taught it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the same input again. Where the original was trained, what changes is what training taught it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {share} of the parameters came from the checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model learns with one tokenizer. With another one the same input IDs mean other words, so its answers mean little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how it writes text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{files} ({total}) {value} written to {folder} in {seconds}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>: {listed}, among others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>config.json is a short text with the settings from which the model is built; it holds no {weights}. {file} holds all {count} of them and nothing else. Loading needs both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading this folder gives back the very same model, number for number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights are still random, and a note beside them says so: saving does not train.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights still appear randomly initialised, and a note beside them says so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some of the weights are still random, and a note beside them says so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A note beside the weights says how they were trained here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers in the files are rounded from {own} to {dtype}: loading this folder gives nearly the same model. The one in memory is as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing on the disk was touched: a saved or downloaded model can be opened again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text became {length}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model never sees the letters, only one number for each token, its {term}: “{shown}” is number {id}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text in tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {off} {verb} switched off meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model ran</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The list shows {rest}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model judged the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A guess without knowledge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model filled the gap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model guessed the next token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model gave a score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each token became a number; the numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {rows} texts became a {term} of {bold}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text became {length}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; {special} of {of}, {special2}, {value} added for the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {filled} only {value} up the shorter texts ({term}), and the model does not look there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> of text B, after the mark that ends text A</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; {term} 0 and 1 tell the two apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} of {ids}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {batch} went into the model as you typed them, without the tokenizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Your {term} hid {hidden} from it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token types</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>position IDs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The {given} are yours, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> through {layers}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{start} went{value}, which took {took}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> through the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token {position}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text {text_index}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place} of {of}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For {token}{where}: {best} with {probability}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For {token}{where} it weighed all {out_of} tokens of its vocabulary: {best} got {probability} of the {term}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> in text {text_index}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next{where}: {best} with {probability}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> after “{shown}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What comes next{after}{where}: of {out_of} tokens, {best} got {probability} of the {term}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, then {second} with {probability}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text {text_index}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none; the nearest is {best} ({probability})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where} was judged for each label on its own. Above one half: {got}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where} got the label {best} with {probability}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where} got {score}: a score, not a choice between answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where} got {count} scores, each on a scale of its own: {scores}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some of its weights are random, so do not rely on this answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{missing} of {total} tensors of weights {value} random, so do not rely on this answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {term}, so this is noise. If all {out_of} answers were equally likely, each would get {uniform}; by chance, the first one got {factor} that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {term}, so this is noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights are random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It returned {name}, a {term} of shape {shape}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>: for each token a vector of {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was surest of {told} and least sure of {told2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {term} made one text of {messages}: {tokens}, with marks for who speaks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> It ends where the model&apos;s answer begins.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> What begins the model&apos;s answer is left out, so it may continue in your voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text so far is {start}; the model has not written anything yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After the {start} of your text the model wrote {tokens}, one after the other: it chose each one with everything before it in view.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You chose {by_hand} yourself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model continued the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That took {seconds}, {tokens_per_second:.1f} tokens a second. {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {term}: this is noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No attention to see</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, each with {heads}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: {layers}{each}, and every {term} has a weight for each pair of tokens, {size}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Such an {term} weight says how much a token takes from another. The stronger the shade, the larger the weight; {result}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where every head looks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{label}, head {head}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the largest weight of all is {bold}, in {where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is an average: no single head has to look like it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each row is one word. Attention to a word is the sum over its {tokens}, from a word it is the mean.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each row is one token, and its weights say what share it takes from each {term}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To {columns} together {row} gives {share}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the whole model this map is exactly the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared with the whole model, the weight from {from_tokens} to {to_tokens} changed the most: from {was} to {now}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} looks mostly at {columns}{itself}, with {weights} of its {term}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, then at {columns} ({weights})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No hidden states to see</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}every token is a vector of {size}, its {term}, and each layer rewrites it. That of {tokens} has the norm {first} as embedding and {last} {after}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vectors, layer by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 means that two vectors point the same way, 0 that they have nothing in common. These are the vectors of {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most alike are {tokens} and {tokens2} ({bold}), least alike {tokens3} and {tokens4} ({bold2}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which tokens are alike</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After {name}, {token} is these {values}, between {values2} and {values3}. Its norm is {norm}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model cannot be asked layer by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If the model stopped after {names}, its first choice at {at} would be “{words}”. At the end it is “{answer}”, with {share} of the {term}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{answer}” comes first from {names} on; before that, after {names2}, it had {final}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{answer}” comes first from the very beginning.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each layer would say</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> the final norm ({norm}) and</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each layer&apos;s {term} went through{norm} the model&apos;s own head ({head}), as the last layer&apos;s does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No head can be switched off here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads that can be switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{total} in {rows}. {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All heads are on again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is whole again. Its weights were never touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads are off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{off} now {value} nothing to the layers above: an {term} that is off leaves zeros. No weight was touched, so switching back restores every bit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The largest change of any output is {largest_change}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head {head}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{which} of layer {layer}{kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{off} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than the first few</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{word}” had {probability} and has {left} {now}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text}; it is still the first answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text}; the first answer is “{other}” with {probability}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensors of this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{tensors} can be read: what went in, what came out, and what was captured while you looked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a {term} of shape {shape} in {dtype}. This is a table of {bold} out of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its numbers lie between {low} and {high}, with mean {mean} and standard deviation {deviation}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {not_finite} not finite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A piece of a tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>spreadsheets read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor is saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, of shape {shape}, was written to {path} ({bytes}). It is a file that {kind}, and it holds every number as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All numbers of {name}, of shape {shape}, were written to {path} ({bytes}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the model they are {dtype}. NumPy has no such type, so the file holds them as {written}: it has more digits than they need, and every number is the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NumPy reads it with numpy.load, also a piece at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spreadsheets read it: a line for each row, the first line counts them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the class of the model in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the banner calls it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its model type: bert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same in the words of the banner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the memory that its weights take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the attention heads of a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trained, taught, file, partly, fresh or random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how it came: created, twin, loaded, tokenizer or snapshot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the numbers in a hidden state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tokens that it knows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the seed that random weights were drawn from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whether it has a tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights that came from the checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights of the model that was loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the judgement of the load report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whether the folder is one that was saved since the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model type in the tab Create</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the class chosen there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the settings of its config</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>settings given by hand or by a preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the setting that was changed last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the layers that the config asks for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the parameters that it would have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same before the last change of this number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the memory that its weights would take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what keeps it from being created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the first of these, as a sentence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whether it can be created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the rows of the Architecture tab for the model in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its largest part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the share of the parameters in that part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the weight that was looked at last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>their mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>their standard deviation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the first text of the last run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how many texts were run together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tokens of the first text, padding included</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same of the run before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the special tokens that were added to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the padding tokens in all texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens of the first text that replace unknown characters: [UNK]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the token at that position now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the ID of the token that changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the ID of the token there now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the probability of each if all were equally likely</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its weights: trained, taught, file, partly, fresh or random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the probability of each answer if all were equally likely</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by how much the two distributions differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a word of it that is not in the vocabulary as a whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tokens that this word became</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input IDs unlike those of the run before, of equal length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the token that changed, in the run before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the shape of the tensor input_ids</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the shape of the tensor logits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the likeliest answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how many answers were possible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how long the model computed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name of the model that ran</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text of the last run of a trained model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its likeliest answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the probability of that</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text of the last run of a model with random weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what it gave the trained model&apos;s answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whether these two runs were of the same text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a model loaded later gave the same answers to the same text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the likeliest of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its probability, in both runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder that was written last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>their names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>their size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the weights in it are: trained, taught, file, partly, fresh or random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whether the saved model equals the one in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the weights that were compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the judgement in words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the heads of all layers of the last run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the attention head that was looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the token that looks: the mask, or the one that looks hardest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the token it looks at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the weight between them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whether another head of the same run was chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tokens in the picture of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the layers in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the numbers that each token is between the layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the model would say after the first layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what it says after the last one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the layer from which it stays the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the layers that were asked one by one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the first of them would have said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the last of them said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the layer from which the answer stayed the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the answer that was asked about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the word without which least is left of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its probability without that word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the model was compared with: twin, checkpoint, dtype, heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the likeliest answer of the model in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the likeliest answer of the other model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tokens that were written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text that was written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how long that took</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the last training learned from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the texts that it learned from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the texts that it never saw, by which it is judged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the steps that were made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whether it has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the snapshots of the weights that were kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the loss on texts it never saw, before the first step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same at the last exam</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the share of those that it answered right at the last exam</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its first answer to the first question of the exam</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its last answer to that question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text that was put through every snapshot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the last snapshot answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the step from which that stayed the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tasks of this lesson that are done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all tasks of this lesson</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not a lesson: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lesson</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this program reads format {format}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there are more than {most_pages} pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page “{key}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another page has the same key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Act {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{here}, page {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{here}, need {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{here}, task {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there are more than {most_tasks}; make two pages of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“new” has a meaning only in a task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>action to offer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each condition is an object such as {&quot;fact&quot;: &quot;run.top&quot;, &quot;known&quot;: true}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a condition lacks its “fact”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“new” is true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the condition on “{fact}” needs one comparison, not {rest}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{fact}” can be compared with a text, a number, or yes and no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{fact}” is not a text, so it contains nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{fact}” is not a number, so “{comparison}” says nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is not a count, so no noun can follow it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“known” of “{fact}” is true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{fact}” is compared with {wants}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{facts}” may not be known yet when this is read; use “told”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it must be a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text is longer than {longest} characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the curly brackets do not fit together in “{value}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the number {numbers} is typed in; a number is written as a fact of the person&apos;s own run, in curly brackets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{{{name}}}” has signs in it that mean nothing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>glossary entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where} must be an object in curly brackets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no such key here{key}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it must be a list in square brackets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{key}” may hold only small letters, digits and hyphens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no {what} called “{name}”{near}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; did you mean “{near}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file cannot be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” holds a {medium}: {facts}. For the model it is {steps}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A {medium} for the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> It became the {term} {name} of {size} </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model was done after {seconds}. </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{note} The first are {returned}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{caption}: “{text}” got {probability}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The {term}, so this is noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> There were {out_of} answers to choose from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model judged the {medium}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its {term} read {given} and looked at what the encoder made of the {medium}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, the start,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Then it wrote {count} by itself, the likeliest each time: “{words}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What comes next would be {best} with {probability}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the decoder answers the {medium}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with {name} ({state_text})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, position {position}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{masks}: the answer is to the first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts and answers; Return opens a row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, text {text_index}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{texts} and {texts2}: {cosine}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention, {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: from the rows to the columns, a full cell is 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}, all heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: rows are layers, columns are heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Norms of hidden states</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: the norm of each token&apos;s vector, {low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows}, {columns}: norm {norm}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} and {names2}: {cosine}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosine similarity of the tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How alike the tokens are after {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, from row {row_start}, column {column_start}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{layers}, heads in each: {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From, to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{least} to {greatest}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Putting vectors of one run into another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{term} asks where a fact is: vectors of a second text replace those of your run, and the answer shows whether it moves with them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activation patching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your run has {tokens}, so the second text needs as many. Choose which of the {layers} and which tokens are replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{result} of {where} {result2} were taken from the other text&apos;s run; everything else is the run that you see. This is called {term}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with the patch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other text by itself says “{text}” with {probability}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The largest change of any output is {bold}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The patch stays in for every view until you restore the run or run something else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the original run again: nothing in it comes from another text. No weight was touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The patch is removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run with a patch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What {term} adds to the vectors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the {term} adds to the vectors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>feed-forward part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {term}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a line break</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{layers} with {heads}{each}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{factor:.1f} times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{factor} times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has failed so far.
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing each text with the text alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listing the model types</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Getting the second model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removing the second model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running both models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at a head of both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing hidden states of both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the config</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving a tensor of weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at a tensor of weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving the session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing the weights with the session&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking what is in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking what would be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking the saved models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing with what was saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adding your token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Going back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the text again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the chat template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verifying the files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting what would be freed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleting from the cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cleaning the cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Working out whether it fits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the checkpoint page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading a config from the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the starter list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Planning the download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removing the unfinished download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading a tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tab Create</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tab Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tab On this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tab Inference in the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tab Architecture in the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tab Checkpoint in the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tab Compare in the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tab Train in the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the mode Flow: a run as one picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tokens of a run and their IDs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensors of a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the model says, in numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the view Attention of a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the view Layer by layer of a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the view Hidden states of a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the view Raw tensors of a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pane What just happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing torch and transformers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Creating the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Creating the untrained twin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>random weights: this is noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>partly random weights: do not rely on this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model can be built from it, but one of its values is of the wrong kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unloading the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at a head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at hidden states</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing hidden states</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading a vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking every layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for what can be patched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patching the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restoring the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switching heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listing tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting a tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not return {missing}: it is made for another task. Load the checkpoint with a class for this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} gives no label to each token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a question, and the text in which to look for the answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This tokenizer cannot tell which token is from which text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write at least two choices, and none of them empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not made to choose among several.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model&apos;s last hidden states</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} returns no hidden states, so texts cannot be compared with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no vector for each token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint&apos;s own {file} takes vectors of {size} values, and here they have {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint&apos;s own modules.json has no step that pools the tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>averaged over the tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>added up over the tokens and divided by the root of their number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the largest value over the tokens in each dimension</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>averaged over the tokens, where later tokens count more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the first token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the last token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each text&apos;s vector is {how}, {pooling}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each text&apos;s vector is {how}, pooled in several ways that are set side by side: {pooling}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A dense layer turns its {first} values into {last}, followed by {activation}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A layer norm evens out its values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is scaled to length 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint names no pooling of its own, so the mean is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint has a pooling of its own, which is not used here: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the checkpoint&apos;s own pooling, as its modules.json says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sentence-transformers would read only the first {most} tokens of a text; here all are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sentence-transformers would put “{prompt}” before each text; here you write it yourself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sentence-transformers would write the texts in lower case; here they are read as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no decoder that answers an encoder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next token of the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After token {position} of the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the model that can stand alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns one text into another: an encoder reads, a decoder writes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BERT with half the layers, trained to imitate the large one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BERT trained longer and without guessing the next sentence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuts a picture into patches and reads them like words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Puts pictures and texts into one space, so that they can be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listens to speech and writes down what was said.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads pictures and text, and writes text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>671 billion parameters, of which each token uses a small share.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BERT whose layers share one set of weights, so it is very small.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learned to tell real words from swapped ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BERT that keeps words and their positions apart in attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RoBERTa for a hundred languages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BART for translating between many languages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encoder and decoder trained to summarise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Small translation models, one for each pair of languages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>T5 for a hundred languages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Meta&apos;s copy of the GPT-3 family, in small and large sizes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text without attention: a running state instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mamba with a simpler and faster state.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text like a recurrent network, trained like a transformer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A decoder whose data and training are all public.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues program code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cohere&apos;s decoder for chat and search.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads long texts: each word looks at its neighbours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads long texts: local, random and global attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortens the text from block to block, as a funnel does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds similar words by hashing, to read very long texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Summarises long texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks at a picture and talks about it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks at pictures and videos of any size and talks about them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describes pictures and answers questions about them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connects a picture reader to a text writer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compares pictures with texts, each pair on its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learned what pictures show without any labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learned what pictures show without any labels, in finer detail.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ViT that learns from fewer pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks at a picture through windows that shift from layer to layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BERT&apos;s way of learning, for pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convolutions arranged as a transformer is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects in a picture and draws boxes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuts out whatever you point at in a picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says for each pixel what it belongs to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimates how far away each pixel is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learns by painting in the hidden three quarters of a picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads documents: words, their places and the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads handwriting and print from pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learns speech from sound alone, then writes letters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learns speech by guessing hidden sound units.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HuBERT made robust to noise and other voices.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compares sounds with texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without it a model could not tell &quot;dog bites man&quot; from &quot;man bites dog&quot;. Some models look it up in a table with a row for each position, which limits the length of a text; others compute it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WordPiece</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes music from a description.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speaks, listens and changes voices.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns text into speech in one step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns text into speech, laughter and music.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packs sound into few numbers and unpacks it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Translates speech and text, in any direction.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any text encoder joined to any text decoder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any picture reader, any text writer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads proteins as texts of amino acids.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forecasts time series from patches of their past.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A chat model has seen conversations written in one exact form, with marks for who speaks. The chat template writes your message in that form. Without it the model answers worse, or continues in your voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model is a tree of modules: the model contains layers, a layer contains an attention part and a feed-forward part, and these contain tables of weights. The names say where in the tree it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model is, in the end, a long list of numbers, and what it can do depends on their values. The number of parameters says how large a model is; it does not say how good it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A piece of text that the model reads as one unit: a word, part of one, or punctuation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A session can be saved as a small file and opened again, here or on another computer. The file says which model it was and what you did with it, not the weights themselves: a checkpoint is loaded again from its folder, and a model that you created is created again from its config and its seed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small modern language model, with the parts that large ones have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table of labels against answers: how often each label was taken for each answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A vector that tells the model the position of a token in the text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A way to mark positions by rotating vectors, instead of looking them up in a table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of a model&apos;s knowledge lies in the same weights. When they are moved to fit new texts, nothing protects what they did for the old ones. A smaller learning rate, fewer steps, or mixing old texts in keep more of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An encoder and a decoder together: translates and summarises.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing the next token at random, likely ones more often than unlikely ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each change of a checkpoint&apos;s files on the Hub is a commit with a code of its own. Whoever has the code gets exactly these files. The first seven characters are usually enough to recognise it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each row is a label, each column an answer. What is right is counted on the diagonal; every other cell is one kind of mistake, and its number says how often the model makes it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filling at the end is usual for models that judge a text. A model that continues a text needs real text at the last position, so there the padding goes to the beginning.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For a model that continues a text, the prompt is simply the beginning of the text. Its wording can change the answer a great deal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forecasts time series it was never trained on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frequent words are one token; rare words are cut into several pieces. Punctuation and spaces count too. How long a text is for a model is counted in tokens, not in letters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far one step moves the weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many texts are read in one step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much each token&apos;s embedding adds to an answer, added up along the way from zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If 87 of 100 texts get the answer that their label names, the accuracy is 87 %. It only counts right and wrong: an answer with 51 % counts as much as one with 99 %. Where most labels are the same, a model that always says that one is often right too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a step the model reads one batch of texts and answers. The loss says how wrong it was. Backpropagation then finds, for every weight, in which direction the loss would fall, and the optimizer moves all weights a little that way. A few hundred such steps teach a tiny model a few hundred sentences; large models take millions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In each attention head every token spreads its attention over the tokens that it may see. The shares are called attention weights and sum to one in each row. They are computed again for each text; the weights of the model stay the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In many models the last vector is a sum: the embeddings, and what each head and each feed-forward part has added to it. The logit of an answer is then a sum of what each of them gives, with the final norm&apos;s scale fixed. What a part does through later layers is not in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has learned to guess the next token from all that came before. Written one after another, the guesses become a text. It sounds plausible; whether it is true is another matter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One head, or one block of a layer, gives nothing for the length of a run; everything else is computed as ever. What the answer loses then is what this part did for it, as far as no other part can stand in. The weights are never touched, so switching it on again restores every bit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One means the same direction, zero means unrelated, minus one means opposite. The norms of the vectors do not matter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One tensor of weights that is used twice in the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ones and zeros that say which positions are text and which are only padding.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pieces that go on inside a word begin with ##. Where no piece fits, the whole word becomes the unknown token. BERT reads text this way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plays by continuing states and actions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rotary position embeddings rotate each token&apos;s query and key by an angle that grows with its position. What attention then compares depends on the distance between two tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switching one part of a model off and running it again, to see what it did.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taking one word away, running the model again, and seeing what is left of the answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tells whether a sentence is positive or negative: a small classifier to look inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts that are kept away from training, to see what the model makes of new ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The config says how a model is built, the generation config how it writes. It is kept in a small file of its own, generation_config.json, and can be changed at each run without touching the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embeddings of the text grow in small steps from zero vectors to what they are. At each step the gradient says how fast the answer&apos;s logit rises with each of them. Added up, the parts of all tokens give the whole difference between both ends, and that sum is checked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hidden size is the width of the model: how many numbers every token&apos;s vector has in every layer. Doubling it makes most tables four times as large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The length of a vector as an arrow: one number for how large its numbers are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list was learned from many texts: the most frequent pair of neighbours became the first rule, then the next one, and so on. A word is cut by applying the rules in that order until none fits. Frequent words end as one token, rare ones as several.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss on the training texts goes on falling while the loss on held-out texts rises again: from there on the model gets better at what it has seen and worse at what it has not. More texts help, or stopping earlier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The position of each token in the text, as a number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The share of answers that are right, out of all that can be compared with a label.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The share of its attention that one token gives to another, from 0 to 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text is run once without each word. Where the answer falls far, it depends on that word, or the sentence is broken without it. So a drop is not yet a meaning: putting another word in the place tells the two apart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The twin has the same parts in the same sizes as the model that you loaded; only the numbers in it were drawn at random. What the two answer differently is what training did.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights move in the direction that is best for all texts of the batch together. A larger batch shows that direction better, and takes more time and memory for each step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights of a model are kept in tensors, and each tensor of weights has a name and a shape. Training changes the values and never the shapes. Counted, the weights are called parameters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no rules and no order of steps. Of all ways to cut a word, the one whose pieces have the largest product of probabilities is taken; computed as the largest sum of their logarithms. T5 and XLM-RoBERTa read text this way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has positions for {max_length:token}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two stacks: one reads a text, the other writes one while looking at the first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unigram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights are published under a licence, much as programs are. Some allow anything, some forbid commercial use, some ask you to agree to terms first. The licence is on the checkpoint&apos;s page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights that were drawn at random: the model has not learned anything yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each part of a model adds to the logit of an answer by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When a class is filled from a checkpoint, names and shapes are compared. Tensors that the checkpoint lacks stay random; tensors that the class does not use are left out. The report counts both, because a model with missing weights runs without complaint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While a model learns, its weights are copied every few steps. Each copy is a whole model: it can be opened, looked into, compared and saved, so that you can see what the model knew, and how it looked inside, at that moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the heads that it was first trained with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns one text into another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Puts a label on every token (names, places)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marks the answer inside a given text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers questions about a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers questions about a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers questions about a scanned page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chooses among several endings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judges whether two sentences follow each other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text encoder alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores documents against a question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures, sound or text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts pictures by classes named in words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuts a picture into regions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says for each pixel what it belongs to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines each object of a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines objects and background of a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects that are named in words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimates how far away each pixel is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimates which way each surface faces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimates where each pixel lies in space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds the joints of a body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuts out the foreground, with soft edges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns a picture into a better one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paints in hidden parts of a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a picture piece by piece</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a video shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuts out what is pointed at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds points that stand out in a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matches points between two pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the text in a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the structure of a table in a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a sound is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says who speaks, moment by moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes a fingerprint of a voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packs sound into tokens and unpacks it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes down speech, letter by letter in step with the sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes down speech while it is spoken (transducer)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes down speech while it is spoken, skipping silence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listens to speech and writes text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns text into the picture of a voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns text into sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forecasts a time series</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts time series into classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judges an input and answers yes or no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes an output for a given input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With a projection into the space where inputs are compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text and chooses among endings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The encoder alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that reads text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that reads pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The decoder alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns the picture of a voice into sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bare part of the model, no task on top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speech and sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time series</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text encoders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text decoders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{width_name} {width:,} cannot be split over {heads:,} heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{width_name} {width:,} over {heads:,} heads gives each {width2}, but </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rotary positions turn pairs of numbers, so it has to be even</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head_dim {size} is odd, but rotary positions turn pairs of numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{heads} heads cannot share {few} key-value heads equally: each of those serves as many heads as the others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each token cannot be sent to {few} of {many} experts: {few_name} is too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{many} experts cannot be split into {groups} equal groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are only {groups} groups of experts; topk_group {chosen} asks for more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A patch of {patch} × {patch} pixels is larger than the picture ({image} × {image})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{image} pixels cannot be cut into patches of {patch} without {image2} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} {low} is not a token: token IDs begin at 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} {whole:,} is outside the vocabulary: with vocab_size {vocabulary:,} the last token is {vocabulary2:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} names {kinds} layers, but num_hidden_layers is {layers}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden_size {width} cannot be split into {groups} groups for the positions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These lists need one entry for each stage, so they are equally long; now: {listed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>they are built one by one, and it would take minutes to count them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a share of values, from 0 (none) to 1 (all); {value:g} is outside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a tiny number above 0 that keeps a division from failing; {value:g} is not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} needs a finite number; this one is not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a count of at least {low}; {value:,} makes no sense.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no computer has enough memory for that</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} {value:,} is above {high:,}: {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} says how far the random weights spread; it cannot be below 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and at most {high:g}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has to be {limit}; {value:g} is not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kind of number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>activation function</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;{value}&quot; is not a known {what} of {name}{listed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;{wrong}&quot; is not a kind of layer. Possible are {allowed} and others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be empty: each entry describes one stage of the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each entry of {name} is a size, so it is at least 1 and at most {most_size:,}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} asks for more than {most_layers:,} layers in one stage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A classifier needs at least one label.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value:,} labels are more than {most_labels:,}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels are numbered 0, 1, 2 … without gaps, in the order of the model&apos;s output.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>num_labels is a whole number from 1 to {most_labels:,}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>num_labels is {value}, but id2label names {count} labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;{kind}&quot; is not a kind of rotary positions; possible are {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the kind {kind} also needs {missing}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} takes a number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>above {least:g}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at least {least:g}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} has to be {limit}; {value:g} is not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no more than the whole head (1.0) can be rotated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no {key}; did you mean {near}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an optional one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It can be built but not run: {sentence}{sentence2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has too many parts to be tried on every change.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not known what input this model takes, so it was not tried.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> It works with {words}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, or </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This transformers cannot build the defaults of this type. {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something would be divided by zero: one of the sizes or counts is 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the settings is missing: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A setting that is needed is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A setting that is needed is empty (null).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The class refuses these settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} for the model type {kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{came_from} and {key} are two names of one setting, and transformers would follow the last. Keep one of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model type &quot;{kind}&quot; to put into {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} has no setting {key}: transformers would store it and never use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} has no setting {key}; transformers would store it and never use it. Did you mean {near}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text in quotes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list in square brackets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an object in braces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an object that gives each number a label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an object in braces with the settings of that part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one of its choices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> or null</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} takes {wants}{empty}, not {shown}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of each token&apos;s vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many layers are stacked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads that look at the text in parallel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sets of keys and values that the heads share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of one head&apos;s vectors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width of the feed-forward part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest input it can read, in tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many different tokens it knows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kinds of text that it tells apart (first, second)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of layers skipped in training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the random weights spread at the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale of the random weights at the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tiny number that keeps a division from failing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID of the token that fills up short texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID of the token that begins a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID of the token that ends a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID of the token that stands for the whole text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID of the token between two texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID of the token that hides a word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID of the token that the decoder begins with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activation function</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropout: share of values dropped in training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropout in attention: share of weights dropped in training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropout inside feed-forward: share of values dropped in training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropout before the labels: share of values dropped in training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropout after the embeddings: share of values dropped in training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID of the token that marks where a picture goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID of the token that marks where a video goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID of the token that marks where a sound goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep keys and values while generating, which is faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use one table for reading tokens and for scoring them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look only at earlier tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add attention to another model&apos;s output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether it has an encoder and a decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How positions turn the vectors (rotary positions)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How slowly rotary positions turn; larger for longer texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of each head that positions turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many earlier tokens each one sees, where it is limited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of each layer, one entry per layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of each feed-forward part, one entry per layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a bias inside attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a bias inside the feed-forward part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a bias to queries, keys and values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expert networks to choose from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expert networks that every token uses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Experts that each token is sent to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width of one expert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the chosen experts&apos; shares sum to one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How strongly training evens out the experts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also return how the experts were chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First layers without experts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Groups that the experts are split into</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Groups that each token may choose from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Factor on what the chosen experts add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the compressed queries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the compressed keys and values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of a head that positions turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of a head that positions leave alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of one head&apos;s values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads that look at the input in parallel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many layers the decoder has</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many layers the encoder has</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads in each encoder layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads in each decoder layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width of the encoder&apos;s feed-forward part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width of the decoder&apos;s feed-forward part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distances between tokens that are told apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distance beyond which all count as far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width of the feed-forward part; empty for four times the vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest text it can read, in tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the token table&apos;s rows, before they are widened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of each vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side of the picture, in pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side of one patch, in pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours of the picture (3 for red, green, blue)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures of a video that are read at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the space where inputs are compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers in each stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width of each stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width of the feed-forward part, as a multiple</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side of the window that attention looks through</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pitches that sound is split into</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest sound that it hears, in steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest text that it writes, in tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channels of each convolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window of each convolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step of each convolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that reads or writes text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that sees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader inside it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that reads the input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that writes the output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part between pictures and text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activation function between the parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soft limit of the scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Soft limit of the attention scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer of the picture reader that is used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers that each channel remembers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window of the convolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much wider the inside of a layer is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the compressed time steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name of each class that it can answer with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What kind of answer the labels are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of number for the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens at once in feed-forward; 0 for all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale of the comparison at the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Multiply token vectors by the root of their size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sentence} The form shows the defaults.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This transformers refuses the type&apos;s own defaults: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transformers leaves {names} empty; sensible values were filled in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The class refuses these settings ({name}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count_rest} smaller parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its own weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{parameters:,} parameters of 4 bytes each are {weights}; running adds about {run}; {free} are free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It fits: {arithmetic}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does not fit: {arithmetic}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the class asks for an entry for each layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty by default, and no model can be built without it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list, because the class joins it to another list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the 33 letters and signs of ESM-2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty, and no text could be run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the class asks for an entry for each kind of layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as many as heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1152 cannot be split over the 14 heads that it would have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is {text:.1f} million characters; a config has at most {max_characters:.0f} million. Is it another file?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {lineno}, column {colno}: this is not JSON ({msg}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The brackets are nested too deeply for a config.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number in this text is too long to be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A config is a JSON object in braces, {{…}}; this is {data}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a number that a config can hold, and JSON has no word for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key &quot;{key}&quot; appears twice in the same object.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The brackets are nested more than {max_depth} deep, too deep for a config.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a value is missing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a comma or a closing bracket is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a name in double quotes is missing; is there a comma too many?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a colon is missing after the name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>something follows after the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text has no closing quote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is one comma too many</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting this model was stopped after {seconds:.0f} seconds: it has too many parts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This class needs the package {names}, which is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These sizes give a tensor that no computer could hold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one row for each position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>says whether a token is of text A or text B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>turns patches of the picture into vectors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>turns the input into vectors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the stack of layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the layers that read the input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the layers that write the output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the part that sees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the part that listens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the part that reads text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>turns vectors by their position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>makes one vector of the whole input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scores every token of the vocabulary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gives the scores of the labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>brings one part&apos;s vectors into another&apos;s space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chooses the experts for each token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the experts, of which each token uses a few</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the expert that every token uses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looks at the encoder&apos;s output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>carries a running state along the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what each token looks for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what each token offers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what each token passes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>puts the heads together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>feed-forward: each token alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finds patterns in the neighbourhood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drops values in training, does nothing now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keeps numbers in a steady range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>activation function: a curve that each number goes through</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention: {heads} heads, {size} numbers each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention: {heads} heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one row for each token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{num_embeddings:,} rows of {embedding_dim:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{in_channels:,} → {out_channels:,} channels, window {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{module} {same}parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model without its head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>adds its result to what came in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one layer: attention, then feed-forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>computes without weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Building the model without memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finding the output shapes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No output shapes: {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No output shapes: this model has too many modules for a trial run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No output shapes: it is not known what input this model takes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some output shapes are missing: {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the whole model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text has no &quot;model_type&quot;, which says what kind of model it is for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Is &quot;{near}&quot; meant?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> It may need a newer version of transformers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model type &quot;{model_type}&quot; in this transformers.{hint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the bias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} of: {owner}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With {path} {new:,} instead of {now:,}: {parameters} parameters, {size}, {ratio}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>twice as large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>half as large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{ratio:.1f} times as large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value:.0f} % of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Building the config</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Creating {name}: drawing random weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new, from a config</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>untrained twin of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its weights came from a file and were not changed here. Nothing says who trained them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>**Trained on one computer with Transformer Explorer.**</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its weights came from a checkpoint and were not changed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention heads in each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers were rounded from {dtype} to {dtype2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved with Transformer Explorer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>learned from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>objective</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>texts in a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>highest learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss in the last step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss on held-out texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, drawn with seed {seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has the config and the tokenizer of {value}{seed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was made from a config{seed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (revision {revision})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was loaded from {name}{revision}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you may not look into it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading config.json</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>generation_config.json is left out: {problem}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the weight files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Building {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking whether the weights were ever trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The names in the file begin with “{prefix}”, which a wrapper around the model adds (DataParallel, torch.compile, FSDP, Lightning), so {missing} of {total} tensors were not found and are random. Without the prefix, {count} of them are found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights do not fit into memory, so they stay in their file and are read while the model runs. That is slow, and the program ends if the file is changed or its disk is unplugged meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {total} tensors of weights came from the checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{untrained} of {total} tensors of weights are not in the checkpoint and are random ({parts}). What depends on them means nothing until they are trained.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {kind} does not use {unused} of the checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} tensors hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They look randomly initialised: the values of {drawn} tensors are spread just as {kind} draws them at random ({values:,} values were looked at).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They look randomly initialised: {single} tensors still hold one single number, such as 0 or 1, as {kind} begins, and the values of {drawn} others are spread just as it draws them at random ({values:,} values were looked at). Training moves all of these.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An adapter is beside them ({adapter}); it is not applied to them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Putting {path} on {device}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the weights fit: this checkpoint was not made for {kind}. Every weight of the model is random.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{several} values that are infinite or not a number (NaN), so the model may give no answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting the memory that it needs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has no tokenizer: it runs on input IDs, or with the tokenizer of another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{found:,} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cutting the text into tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text A and text B went in together as one row, so there are no two vectors to compare. The model returned its tensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing config.json and the tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moving it into place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the program uses this name itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you may not write in {above}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a file, not a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it belongs to the models that are kept for you, and these never change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making sure that {name} is on the disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing the session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its texts are longer than a session may be</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hashing {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names no file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names {count:,} files, more than {most:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header would be {length:,} bytes long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tensors overlap, or leave gaps between them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{more:,} bytes follow the last tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the archive has too many members</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the archive is compressed, and torch writes none so</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the archive has no end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{dtype}” is not a dtype</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a shape of {shape} does not match {bytes} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is neither an archive nor a pickle of torch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading {name} back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the checksum of {bad} is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is longer than what was written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no token to run. Type some text, or at least one input ID.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows of input IDs have different lengths ({value}). A tensor needs rows of one length: pad the shorter ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The input ID {} is not in the vocabulary: this model knows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>position {place} of row {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>position {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} {low} to {high}. It is at {where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} takes no {called} ({name2}). Clear that field to run it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {called} must have a number for each input ID: {shape} rows of {shape2}, not {rows} of {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} means nothing in an attention mask, which holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The attention mask hides every token of row {hidden}, so nothing is left to read there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no token type {}: this model has types</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no position {}: this model has positions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text is {length} tokens long, and this model reads at most {longest}. Shorten it by {length2} tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has run yet: the heads stay as set for every run from now on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running the whole model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running with these heads off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {outputs} outputs are the original ones, bit for bit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some outputs differ from the original ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared: {original} of the whole model, before and now: {total} numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>restoring gives the original bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feed-forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encoder: input to input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decoder: output to output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decoder to input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A map has {shape} × {shape2} weights and not one for each pair of tokens, so rows and columns are numbered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model made {places} vectors from the picture. It is not known which part each one shows, so they are numbered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model made {places} vectors from the sound. They are numbered in the order in which it is heard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each head has a sink that takes a share, and a sink is not a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>some are negative, so they are scores that no softmax has turned into shares</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model does not pass them through a softmax over these columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a part of the weight goes to something that is not a token of this text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows of {odd} of {cells} layers do not sum to 1: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {good} of {total} maps every row sums to 1 (farthest off: {worst}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared: the sum of every row of weights, and 1: {rows} sums. {tolerance} either way counts as rounding.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows sum to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cells} of the {layers} layers have attention; the others mix tokens in another way. Each map is labelled with its true layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has no such attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of the {count2} maps have another shape and are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no layer {row} among the {maps} maps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no head {head}: this layer has {heads}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Average of all layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>average of all heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each row sums to 1 within {off}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden states</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last run of both has no text {text_index}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two have no hidden states of the same kind: one has a decoder of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vectors have {sizes} and {sizes2} numbers, so their directions cannot be compared; only their norms can.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> One model has {other} layers and the other {main}: each layer of the shallower model is compared with the layer at the same relative depth in the deeper one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {met} of {tokens} tokens cover the same characters in both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer {row}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} returns attention of the form {odd}, not a weight from each token to each other, so it cannot be drawn as heads. It can be read under Raw tensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of this model&apos;s layers has attention: its config makes all of them {model}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no attention to show: its layers mix tokens in another way, so no token gives weights to the others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not return its attention weights, even with eager attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer {layer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing every tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing the outputs of the last run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has not run yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the last run was one with a change in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{tensors} of weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{different} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; all others are identical, bit for bit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by at most {largest}{rest}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not the same: {share} differ, by up to {largest}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} were rounded to the dtype that was chosen, {most}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{all} are identical, bit for bit. No outputs were compared: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{all} and the last run&apos;s {listed} are identical, bit for bit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{all} are identical, bit for bit, but {wrong} of the last run came out different in the last digits: the same numbers lie elsewhere in memory, and the processor adds them in another order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two have different vocabularies ({sizes} and {sizes2} tokens): the same input ID means another token, so their outputs cannot be compared number by number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two cut the text into different tokens, so their outputs belong to different positions and cannot be compared number by number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} and {name2} return tensors of different kinds, so there is nothing to subtract.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not return it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shape} and {shape2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The shapes differ: {shapes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, same input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, but other tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exactly the same model{told}: no head is off, so nothing differs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same model{told}. The only difference: {off} in {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the class ({names}, {names2})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the config ({changed})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the dtype ({dtypes}, {dtypes2})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the heads ({off} in {name})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same config</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{start}{told}. The only difference is {found}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same config{told}, same numbers: nothing differs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What differs: {found}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The tokenizer of {name} could not be read, so both are given input IDs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Only {name} has a tokenizer, so both are given input IDs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The tokenizer of {name} could not be read, and that of {main} does not fit it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The tokenizer of {name} could not be read: that of {main} reads the text for both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {name} has no tokenizer, and that of {main} does not fit it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {name} has no tokenizer of its own: that of {main} reads the text for both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what training put into the numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the random numbers that the weights were drawn as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the weights: random numbers on one side, those of a file on the other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what training on this computer changed in the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the weights, which come from different checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} {name2} and {name3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{kind}layer {layer} {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{named} heads or layers are off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{named} {value} off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each layer&apos;s hidden state goes through {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, after the final norm ({name})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, and then {after}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, as the last layer&apos;s does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is capped softly at {by:g}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gets the model&apos;s final bias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is {kind} {by:g}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {name} a head is the difference of two attentions, and what the interface calls a head is a part of one, so none can be switched off alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A head that is off outputs zeros; everything else is computed as usual.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} could not be run to find its heads. {details}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} computes its attention in its own way, so a head is silenced where its output is mixed with the others&apos;: its columns of the output projection&apos;s input are set to zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no head {head} in layer {layer}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the attention function itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a switched-off head&apos;s output is zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The step that mixes the heads&apos; outputs was not found, so this was not checked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked: {heads} switched off, and every number of their output is 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked: {heads} switched off, but their output goes up to {largest} instead of 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared with 0, number by number: what these heads output at {where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{left} of the {rows} hidden states have another shape ({left2}) and are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not return its hidden states as one vector for each token after each layer, so there is nothing to draw here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last row is after the final norm ({name}), as the head reads it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has no such hidden states.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no row {row}: there are {rows} rows of hidden states.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no token {position}: the text has {vectors}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} carries states between its layers that its head cannot read. {told}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text has {length} tokens: there are no positions {start}-{stop}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last row is equal to the model&apos;s logits, bit for bit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{told} {left} of the hidden states have a shape that the head cannot read ({left2}) and are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last row differs from the model&apos;s logits by at most {difference}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared: what {steps} makes of the last hidden state, and the logits that the run returned: {wanted} numbers, {wanted2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no head over the vocabulary, so no layer can be asked for a word. A class for masked words or for text generation has one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} returned no logits, so there is nothing to compare the layers with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does something between its last layer and its logits that cannot be repeated for the other layers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patching compares two single texts; the last run had several.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not given tokens, and a patch goes from token to token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No list of layers was found in {name} that gives one vector for each token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} runs the same layer several times, so no layer is one step of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {name} the step where attention adds its vectors to a layer was not found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {name} no feed-forward part was found that adds one vector for each token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running the other text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer returns no hidden states, so there is nothing to patch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running without and with the patch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other text has {row} tokens and the last run had {length}. Patching needs texts with the same number of tokens, so that each vector has a counterpart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokens that can be patched are 1 to {length}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without the patch, every output equals that of the run before, bit for bit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Even without the patch some outputs differ from those of the run before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the original is the run before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has layers 1 to {layers}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer {missing} has no such part to patch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} normalises or combines its heads before they are mixed, so none can be switched off alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no attention heads that could be switched off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} mixes the outputs of its heads in a way that was not recognised, so a head cannot be silenced on its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table needs two different axes; this tensor has {axes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Axis {axis} has positions 0 to {shape}, not {place}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This tensor holds complex numbers, which a table cannot show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A tensor can be exported as .npy or as .csv: choose one of these endings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing the numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>axis {axis}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the whole model, every head on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>untrained twin of {plain}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} in {dtype}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copying the weights in {dtype}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has {layers} layers with attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer has {heads} attention heads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last run has no text {text_index}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running again to see attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computing this head again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running again to see hidden states</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All attention maps of this text would take {loaded:.1f} GB, and {name} cannot compute them in parts. Use a shorter text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{width} × {height} pixels, {format}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the first of several pictures in this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>16 bits a pixel, reduced to 8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} would unpack to far more pixels than any picture has, so it was not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a picture that can be read here. PNG, JPEG, WebP, BMP, GIF and TIFF can.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {name} is gone. Choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pixels of {name} are numbers of any size, and it does not say which of them is white. Save it with 8 or 16 bits a pixel, for example as PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its transparency is ignored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged or cut short: the picture in it cannot be decoded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has {size}; files of at most {most_bytes} are opened here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has {width} × {height} pixels, more than the {most_pixels} that are opened here. Save it smaller; the model makes it small anyway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds grey that is already mixed with its transparency, which cannot be read here. Save it as PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The processor that this checkpoint brings cannot be used here: it needs a package that is not installed, or its settings are not understood.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} prepares a {medium} for this type, and needs a package that is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not known how {name} takes sound: the checkpoint brings no preprocessor_config.json, and transformers has no usual one for this type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model reads pictures of {channels} channels, and files hold three: red, green and blue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transformers has no processor for this type that works without torchvision, so this program prepares the picture itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resized to {height} × {width} pixels (height × width), bilinear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>minus the mean {mean}, divided by the standard deviation {deviation}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values from 0–255 multiplied by {factor}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resampled to {rate} samples a second, one channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>brought to mean 0 and standard deviation 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values from 0–255 divided by 255</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>that the checkpoint brings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of transformers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prepared by {name} {whose}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resized to {size} × {size2} pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resized to {told} pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its middle cut out, {crop} × {crop2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} reads no pictures: open a model that does, such as a ViT or a CLIP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} reads videos, several pictures in a row, which cannot be chosen here yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} reads no sound: open a model that does, such as a Wav2Vec2 or a Whisper.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} reads {what} at marked positions inside its text, which only its own processor can lay out. Here it runs on text alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This class gives no answer in words for a {}: it returns tensors, which other models or a head of your own can use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} could not prepare this {medium}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The preparation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model reads a picture and texts together: write at least one text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which text fits the {medium}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is compressed sound, which Python alone cannot read. Save it as WAV (PCM).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} lasts {frames}, and sounds of at most {most_seconds} seconds are read here. Cut it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header of {name} describes an impossible sound, so it was not read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not an uncompressed (PCM) WAV file, the only kind of sound that can be read here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds no sound: not one sample.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{channels} channels, averaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{samples} at {rate} samples a second, </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This class gives every token a label.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This class finds the answer to a question inside a text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This class chooses among several endings of a text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This class answers a text with another, token by token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This class gives every token a vector, and texts are compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This class has no head that answers in words: it returns tensors, which other models or a head of your own can use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text B comes from elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels, each judged on its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no {mask} in the text, so there is nothing to fill in. Write {mask} in place of a word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top {top} for {piece}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This tokenizer has no token that could fill up the shorter texts. Run the texts one at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The character at position {start} is only half of one (a lone surrogate), which no tokenizer can read. Delete it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID {id}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID {id} (no token)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{otherwise} The Inference tab does that; here you see only its output tensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a tokenizer it is not known which input ID marks a gap, so there is nothing to fill in. The model returned its tensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text B follows text A</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This class has no head that answers: there is no answer to ask about.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vectors of another run are in this one. Take the patch out, then ask why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some heads are off. Switch them on again, then ask why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model was not given tokens that could be left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several choices were read side by side, so no word is left out of one text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no gap in the text, so there is no answer to ask about.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} gives a score and chooses no answer, so there is no probability that could fall.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no token whose label could be asked about.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer is looked for in a second text, and this run had none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} gives vectors and no answer. Why needs one: a gap, a next token, a label or a span.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model gives no answer at token {place}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The probabilities of this run are not numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no answer number {id}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text B is from elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no label “{text}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text has no token “{text}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a tokenizer no word has an ID. Choose an answer of the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” is not one token of this model: it would be written as {pieces}. Ask about a shorter or more common word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do the two belong together?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores, each on its own scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class of the {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing torch: loading its libraries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing torch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing transformers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trained weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trained on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights from a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partly random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appears randomly initialised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random weights: it has not learned anything yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trained on this computer: {steps} on {data}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{kind} holds only its {special} special tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a text B for every text A, or switch Pairs off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text has {tokens} tokens, and at most {most} are read at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This tokenizer could not read the text. Leave out unusual characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model reads at most {longest} tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the text again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has not begun a text. Generate one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no step {step}: {new} were written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model knows no token {token_id}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrote {made} of {wanted} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no step {step} to look at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The logits of this step were dropped to make room for later ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature and repetition penalty must be above zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-p lies between 0 and 1, and top-k is not below zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model ended the text itself, after {made} tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text is now as long as this model can read: {longest} tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You stopped it after {made} tokens; it can continue from here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It wrote all {made} tokens that you asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is what could come next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{class_name} does not write text. Load the checkpoint with a class for text generation, such as one whose name ends in ForCausalLM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go back to an earlier turn, or clear the conversation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This checkpoint has no chat template, so a message cannot be put into the form of a conversation. Write without it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This checkpoint has no chat template named {name}; it has {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint&apos;s generation_config also sets {found}, which this view does not use: here only the settings on screen count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transformers&apos; own generate may write other tokens with this model: it counts positions from 0, but this model was made to count from after its padding ID, as here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transformer Explorer cannot open its window because some of Qt&apos;s system libraries are missing. Install them: sudo apt install {missing}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The screen that this session names does not answer: {names}. Start Transformer Explorer on a desktop, or write pictures of a first journey without one: transformer-explorer --snapshot DIR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transformer Explorer found no screen here. Start it on a desktop, or write pictures of a first journey without one: transformer-explorer --snapshot DIR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you may not write to this folder or file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the disk is read-only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>your quota on this disk is used up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder is not there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a part of the path is a file, not a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is a folder with this name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name is too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the disk reports an error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a saved model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save config.json, weights and tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Unload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the model&apos;s memory back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the &amp;weights came from…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trained, new and unused weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Check what was saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model is being opened, created or saved. Wait for it, or press Stop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the presentation first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the model again in float32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With room for large numbers, in twice the memory of float16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the model again in bfloat16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With room for large numbers, each a little less exact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the s&amp;ession…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a sessio&amp;n…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose where the session&apos;s model is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the page of the session&apos;s model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To download it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reopen the last model at start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the saved model again and compare every number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With its texts, views and tabs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settin&amp;gs…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the model on the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop the job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create an untrained &amp;twin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same config and tokenizer, with random weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light or &amp;dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch the theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow the &amp;system&apos;s theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light or dark as the system is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Larger text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;maller text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Normal text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;ign in to the Hub…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With an access token of your account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where conditions are accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the &amp;explanation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pane at the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the session as a &amp;script…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything so far, as Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the session as a noteboo&amp;k…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything so far, in words and as Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export picture of this &amp;view…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As a PNG, or as an SVG in which text stays text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Present</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Large text and nothing else, for an audience</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Less mo&amp;tion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing moves by itself, the cursor does not blink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Glossary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every term, explained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Explain this term</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Le&amp;ssons…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Guess first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to save yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue where you saved it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model, texts, views and settings, to continue elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show where the weights came from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The search field of this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything you can do here, found by typing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme, text size, language, motion, the Hub and the cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No job is running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the job that is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Many texts…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table needs a model that fills in a word, judges a text or continues it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table of texts, all run in the background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run many texts…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Teac&amp;h one yourself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small model that knows nothing, ready to learn the capitals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the tokenizer of {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no unread tokenizer beside the weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer beside the weights, which could not be read at first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the model&apos;s own tokenizer again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a folder, or from a checkpoint on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another tokenizer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokenizer &amp;lab…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One text through several tokenizers, and words cut step by step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare tokenizers…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the text larger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the text smaller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the text normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the window on the full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flow hides the answer until its last step, so that everybody can guess</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guess the answer first in Flow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn step by step, on your own runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the lessons…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a lesson from a &amp;file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One that a teacher wrote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain the term or control that has the focus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the glossary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy diagnostics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versions and the last failure, as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What has failed, to report it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Transformer Explorer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the version of Transformer Explorer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unload the model and continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory for both models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder it was in is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the tokenizer of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read its &amp;own again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Another tokenizer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a &amp;bundled model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To&amp;kenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open or create a model to see what it is made of.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tree of modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the loaded model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shapes are those of the run in sight: {texts} of {tokens}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In shapes, n is the number of tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is what {class_name} will be made of; it is not created yet. {note}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor as a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each dot shows the number of largest magnitude in its block. Click to read the numbers there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shape}, from {least} to {greatest}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Histogram from {least} to {greatest}, mean {mean}, standard deviation {deviation}; the fullest bin holds {most}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many of its numbers have each size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save all its numbers…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows {row} to {row2}, columns {column} to {column2}. Click the picture to read others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{elements} numbers · {bytes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which tensor of this part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole tensor as an NPY file for NumPy, a small one also as a CSV table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean {mean}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>standard deviation {deviation}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from {least} to {greatest}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>zeros {zero_share}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{bad_values} not finite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A checkpoint file calls it {others}; the model calls it {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same numbers serve as {tied_to}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row {row}, column {column}: {value!r}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers of the tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Present</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the weights came from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{told} · Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to restore: every number as it was, bit for bit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} {value} off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head {heads}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{stack}layer {layer}: {which} off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look and run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Understand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much attention differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the size of each weight&apos;s change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The change of each attention weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The most: {row}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{pair}: {was} left, {now} right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every weight of this map is the same in both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of {both} that both have; {alone} on one side only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trained here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appears random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention: from the rows to the columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run both, and this side shows what it says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · text {text_index}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · position {position}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No attention map here. {note}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, seed {seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untrained twin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer {layer} {which} off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads were switched after this run. Run both again to see the effect.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare two models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The second model was removed; {freed} are free again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a second model. Your model has random weights, so what differs from an untrained twin is chance alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a second model. The untrained twin has the same config and random weights: where your model was trained, what differs is what training taught it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same text through two models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load a model first. Then one click makes its untrained twin, and one more runs the same text through both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exchange left and right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text for both models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a text for both models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ sentence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several as one batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run both models (Return)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Input IDs: [[1, 2, 3]]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Getting the second model …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest change of any number in {name}: {largest}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens with a dashed border appear on one side only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{told}; the two distributions differ by {moved}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not among the first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosine similarity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Norms, left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Norms, right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1: the vectors point the same way, 0: they have nothing in common.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Norm of the difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The norm of the vector from one to the other; 0 where they are equal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The norm of each vector of the left model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The norm of each vector of the right model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden states of both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layers by tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which stack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers by tokens, both models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{tokens}”, {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>norms {left} and {right}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where}: cosine {cosine}, difference {distance}, {norms}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden states of both. {told}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same config with random weights: where your model was trained, what differs is what training taught it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed of the untrained twin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The seed that the twin&apos;s random weights are drawn from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another checkpoint ▾</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another dtype ▾</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every head on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole model beside the model with the heads that are off now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the second model and free its memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See a transformer think</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a list of settings to a trained model, by doing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Teach one yourself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start with a model that knows nothing, and watch it learn the capitals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small model with random weights, ready to learn in front of you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open or find a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a folder, or from the Hugging Face Hub; or drop a folder here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a folder on this computer, or from the Hugging Face Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the Hugging Face Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a small one, running on your computer right now. Change the sentence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small model is being opened. It came with the program and needs no network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is loaded yet. The small ones below came with the program and need no network; a click opens one and you can type at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type to search all model types</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find an architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name, a family, or what it is for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{found} of {total} architectures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{total} in all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No architecture has these words in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto classes: {auto}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Configs (*.json);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start from a config.json</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the config</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a config: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a text file, so it is not a config.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was saved: {path} cannot be written, because {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be read: {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live: run while I type, where the model is quick enough</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reopen the last model at start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where downloaded checkpoints are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the next start on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address of the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{variable} is set where the program was started, and decides.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An address looks like {usual}. This one is not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty: {usual}. From the next start on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The config is saved in {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed gives the same random weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create an untrained twin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create it, with random weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not be counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not counted: a value is not valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings appear here as soon as transformers is ready.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This needs at least one label.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set {path} to {shown}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the default: {default}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default: {default}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>type: {type_text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from {low:g}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to {high:g}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may be {choices}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>also called {aliases}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This needs {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This number has more than {most_digits} digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{plain}” is not {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{plain}” is not a whole number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This needs a value, such as {example}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A list is written in square brackets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens in each text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model cannot be built from these settings, so not counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{class_name}: {parameters} parameters in {trainable_names}, counted in {seconds}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float32 {float32_bytes} · bfloat16 {bfloat16_bytes} · int8 {int8_bytes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run_bytes}: {float32_bytes} weights, about {activation_bytes} for what flows between the layers, {cache_bytes} cache of keys and values. {free_bytes} are free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computed by the config: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of each part: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} of the free memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try it: {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} · counting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot be counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{parameters} parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{parameters} parameters: how and why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{parameters} parameters, {found}. {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{headline}, details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{weights} of weights. To run: {run}, {share} of the {free} free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{weights} of weights. To run: {run}, and only {free} are free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{weights} of weights. To run: {run}, {times} times the {free} free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ This architecture needs {missing}, which is not installed here, so its model cannot be built.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ “{path}” is not a setting of this config; transformers would store it and do nothing with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how the layers work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>used while it learns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>special token IDs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the names of the classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what it returns, and bookkeeping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>General</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, {changed} changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model type of {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the class comes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tiny</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A few thousand parameters: created in a blink, runs anywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Small</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Small enough to try things out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Base</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The size that papers call base</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter the settings by name or meaning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show and edit the config as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set every setting back to its default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the settings come from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only what differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo the last change of a setting (Ctrl+Z)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo (Ctrl+Shift+Z)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>‹ Form</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A config.json…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A checkpoint of the Hub…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loaded model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the config…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter {settings}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start from a checkpoint of the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the checkpoint&apos;s config.json is read, a few kilobytes. Its weights are not downloaded: the model that you create from it has random weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the checkpoint, or its address in a browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read its config</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The config as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which text of the config is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole dictionary, to edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this text as the settings (Ctrl+Return)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the settings as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no config to print yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What print(config) shows: the settings of this class, the common ones that were changed, and the version of transformers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not a setting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>are not settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} {what} of this config. transformers would store {value} and do nothing with {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply uses this text as the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No setting has “{text}” in its name or meaning.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every setting has its default value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The JSON has changes that are not applied yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings are being checked and counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{paths} and {paths2} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} {verb} another value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This needs {names}, which is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model can be built from these settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does not fit into the free memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words of a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No command has these words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open or create a model first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load a model first: the report is about its weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the model first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model from a file first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be done at the moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (on)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (off)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the page of a checkpoint first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain “{term}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{aliases} what is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No setting was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click into a field of text first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text can only be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clipboard holds no text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select some text first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was typed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open recen&amp;t</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the session as a pa&amp;ge…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything so far, for any browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a co&amp;mmand…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every key and what it does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the &amp;log file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Forget recent models that are not pinned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folders themselves stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log file cannot be written: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No program here opens text files. The log file is {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In all pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the next control, or back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tab, Shift+Tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next page of tabs, or the one before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Tab, Ctrl+Shift+Tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The menu of a view: picture, table, numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menu, Shift+F10</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the grid of heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next head to the left, right, above or below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch the head off, or on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before an audience</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run before, or the next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In Flow: the step before, or the next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In Flow: a step, and at the ends a page of the lesson or another run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page Up, Page Down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In Flow: play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In Flow: guess first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In Flow: show the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Return</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the presentation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transformer Explorer {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python {version}, {platform}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qt {qversion}, PySide6 {pyside_version}, {qguiapplication}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>torch {torch_version}, transformers {transformers_version}, huggingface_hub {installed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{threads}, devices: {devices}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{class_name}, {parameters} parameters, {state}, {dtype}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log file: {log_file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Transformer Explorer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create, find, load, look inside and run transformer models. Every number is computed by the model in memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>torch and transformers are still being prepared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence: Apache-2.0, the bundled models included</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing with text that stays text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NumPy array</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page for a browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace the file?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is there already. Replace it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture (PNG, SVG)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Animation (HTML)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers (NPY)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures, animations, tables and numbers of this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Picture of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Animation of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Table of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Numbers of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export ▾</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export what this page shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export a picture: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved the picture in {path}: {size}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved the table in {path}: {lines} under the column names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export an animation: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved the animation in {path}: {size}. Open it in any browser.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export a table: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export numbers: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved the numbers in {path}: {told}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was saved: {path} cannot be written, because {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>‹ Many texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to many texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved the table in {path}: {size}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> NumPy has no {dtype}, so the numbers are in the file as {written}, each exactly as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As a CSV file, with every number as it was computed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As an NPY file for NumPy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture could not be made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens and their IDs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Many texts…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table of texts, all run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How was this split?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer lab: each word step by step, and other tokenizers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One attention head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All attention heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raw tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generated text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candidates of a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole Inference page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Architecture as a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files of the checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two models side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings of a new model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the model first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No headers of weight files were read for this page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run two models in Compare first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let a model write a text first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tensors given and returned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candidates of every step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As one HTML page that plays in any browser, without the internet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a tensor in the Architecture tab first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the Architecture tab first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the Create tab first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open this view first: what it shows is exported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run returned tensors and no answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights of the head shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers after each layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Norms of the hidden states</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Similarity of the tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vector shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Histogram of the tensor shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An average is not a tensor of the model: choose a layer and a head.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two have no attention map of the same tokens here, so there is no difference to export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two have no hidden states whose directions can be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The head shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole tensor shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History of runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tree of modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tensors of the checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers of both models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logits (or the first output)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All heads of this layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden states of the chosen layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (loaded)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved in {folder}: {files}, {total}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder}, loaded again: {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program ended in the middle of saving. Nothing was lost: {restored} is as it was before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} of the parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} of the parameters ({trained_parameters} of {total_parameters}) and {trained} of {total} came from the checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load without “{prefix}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The parts of the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {trained_parameters} of {total_parameters} came from the checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New, drawn at random ({missing})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of another shape in the checkpoint, drawn at random ({mismatched})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {theirs} in the checkpoint, {ours} in the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the checkpoint, but not used by this class ({unused})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names of new, mismatched and unused tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> with seed {seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No checkpoint was loaded: every weight was drawn at random{seed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Nothing in the folder says who trained them, or on what.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>partly random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> A note beside them says that they are {kind}: they were saved untrained.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill in a missing word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fills in masked words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue a story</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>continues a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judge a review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>judges a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>repeats a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looks random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bundled with the program, opened before, or downloaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model card and files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pinned models stay at the top of the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the class, dtype and device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete. The folder itself stays where it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{does} · {size} on disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} came with the program and needs no network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder is not there any more: it was moved or deleted, or its disk is unplugged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} (in {where})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the model as a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CUDA (NVIDIA or AMD GPU)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>torch finds no GPU that it can use through CUDA here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MPS (Apple GPU)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>torch finds no Apple GPU here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the checkpoint…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How to open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The note beside the weights says that they were trained on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The note beside the weights says that they are random: the model has not learned anything yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The note beside the weights says that they appear randomly initialised.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The note beside the weights says that some are random.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the usual settings are nearly always right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class to load into</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dtype of the weights in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device to compute on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open with these choices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open with the usual settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text}: not available here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Weights that the checkpoint does not have for it will be random; a report says which.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} ({model_type}). It names the class {unknown_class}, which transformers does not have: choose one that may hold its weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} in {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>known once the file is opened: pickled weights have no header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{files} of weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{class_name} (the checkpoint&apos;s own)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{need} needed, {free} free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{about}: it does not fit, so its weights stay in their file and are read while it runs. That is slow, and the program ends if the file is changed or its disk is unplugged meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{about}: it does not fit in this dtype.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The saved model that is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace the folder?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} is not empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} will be replaced: {there} ({names}). It is kept until the new one is complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The same config with seed {seed} gives it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the model?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {class_name} that you created is not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has {parameters} and is only in memory.{seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>safetensors: model.safetensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pickle: pytorch_model.bin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one file, up to 50 GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files of up to 5 GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files of up to 1 GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files of up to 100 MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files of up to 1 MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder to save into</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split into</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A note beside the weights still says that they are random.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A note beside the weights says how they were trained.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder already holds {what}: {names}. All of it will be replaced, and you will be asked first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What will be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format of the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dtype of the weights in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{own}, as in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest file of weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with the tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with the generation config</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with a model card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{files}, {bytes} · {free} free on this disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {files}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers in the files are rounded to {dtype}; the model in memory stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pickle can hold code, so careful people open only safetensors from others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be the folder: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough room on this disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a saved model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session (*{ending});;JSON (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The created model is saved as its config and seed, which recreate it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved the session in {path}: {bytes}.{more}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session {name} is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Compare&apos;s second model is not here: {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not the checkpoint that the session was made with: this is {class_name} with {parameters}, and the session had {class_name2} with {parameters2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model was created again from its config and seed, but its weights differ from those of the saved session: another version of torch or transformers draws other numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session {name} uses {path}, which is not on this computer. Download it from the Hub to continue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session {name} uses the model in {path}, which is not there. Choose the folder where it is now to continue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose its folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read every file and compare it with the Hub&apos;s checksums</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files in the cache that no checkpoint refers to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue the unfinished download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the shared cache again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the cache…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cache could not be read. {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the shared cache: {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The Hub is switched off, so only what is complete can be loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {warnings} could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clean {orphan_files} ({orphan_bytes})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleting {names} frees {bytes} </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>({bytes}). It can be downloaded again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {in_use_by} has its files open now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete from the cache?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>were removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>are free again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the unfinished download were removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clean the cache?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{orphan_files} in the cache belong to no checkpoint. Removing them frees {orphan_bytes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(picture: {described})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not needed: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}
{what}, in {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter the tensors by name, dtype or shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter tensors…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>config.json of the checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit this config in Create</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin a new model with random weights from this config</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of the checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Config</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{files} more are not listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This checkpoint has no config.json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has {size} and only its beginning is shown; all of it can be edited in Create.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shown} with {parameters}, read from the headers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revision: a branch or a tag of this checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download and open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the arithmetic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open its page in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commit {commit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (tag)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press for the arithmetic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the page…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It came with the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where}: {listed}, {bytes}. Nothing has to be downloaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensors are in the Architecture tab once it is loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model card in this folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no page to show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the page was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Planning the download was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its authors wrote no model card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Planning the download…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No browser could be opened for {web_address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This link is not opened, because it does not lead to a web page: {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume and open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{other} is being downloaded; only one download runs at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no room for it on the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open on the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the rest on the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No checkpoint is chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one in the Hub tab or under On this computer at the left: its model card and its files appear here, before anything is downloaded or opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Will it fit?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dtype of the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keep the attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the heads keeps the attention of every layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No browser could be opened. The page is {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed in as {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>English</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>German</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>French</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Italian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Russian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turkish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arabic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hindi</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Korean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Multilingual</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not gated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fits this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{range} parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>under {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>over {least}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{least} to {most}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only what fits in the memory of this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave out what is too large for the memory that is free now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order of the results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another range…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Author…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Safetensors only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not gated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Hub&apos;s name of the library, like transformers:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language&apos;s code, like sv or fi:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Hub&apos;s name of the licence, like gemma:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name before the slash, like google-bert:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A range, like 10M-200M, -1B or 7B-:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove this filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the filter {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the Hub: words, org/name or an address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints found on the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the next page of results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The starter list could not be read; searching works.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next page could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer from the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good models to start with. Type to search the Hub.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each filter leaves something out. Try without one of them:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The search was stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the starter list…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading more…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first {number}; scroll for more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try fewer or shorter words; the Hub looks for them in names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No checkpoint matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without:{name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It fits in the memory that is free now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It would just fit in the memory that is free now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It needs more memory than is free now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>size unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no task given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>downloaded · {fit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its authors ask for an account; sign in first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is on this computer already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of it is on this computer already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>working out whether it fits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Hub does not say how large it is, so it is not known whether it fits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fit unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs about {needed} of your {room}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {files} files that loading opens ({total}) are on this computer already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file that loading opens ({total}) is on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; of these {here} are here already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Not needed: {some} ({left}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The disk has only {free_disk} free, and {missing} are still to come.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The weights are in the older pickle format; no code in them is run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} and {names2} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Older format: pickle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Safe format: safetensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its authors ask for an account. Sign in with an access token first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its authors ask everybody to accept their conditions on its page first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This account may not read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds_left} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} and {busy} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{arrived} here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The download is unfinished: {has}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Resume it to load it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Without the Hub it cannot continue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some of its files are missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in to the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking who is signed in…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some checkpoints are only for people with a Hugging Face account. Make an access token on your settings page (reading is enough), and paste it here. The Hub&apos;s own library keeps it on this computer, where other programs that use the Hub find it too; this program does not keep it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a token in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed in as {name}{full}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody is signed in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program was started with a token of its own, which cannot be removed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not known who is signed in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the Hub…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No browser could be opened. The page is {tokens_page}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One head, or the mean over all heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer is to be guessed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play from the text to the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guess first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the answer in this picture until the last step, so that everybody can guess. The explanation and Look inside still show it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This page plays with JavaScript, which is off here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space plays, ← → step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made with Transformer Explorer {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean of the heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{arrived_bytes} of {checkpoint} are kept. The download can continue from there at any time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused: {checkpoint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted: {checkpoint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting: {checkpoint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stalled: {checkpoint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{verb} {file} of {checkpoint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What has arrived is kept; Resume continues from there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What has arrived is kept. The download can continue now, or after the next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue downloading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has arrived for {quiet}. {note}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the download?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{arrived} have arrived. Keep them for later, or discard them?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep for later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As it is now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention is not an explanation: it shows where a head reads, not what it takes from there, and other weights can lead to the same answer. Switch a head off to see what it does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer, or the average of all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head, or the average of all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The map as it is, of the whole model, or what changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide special tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stretch shades</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fullest shade marks the largest weights shown, not a weight of 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To a word goes the sum over its tokens, from a word the mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each word of this text is one token, or it is not known which word it is of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One head: from the rows to the columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a head to look at it; right-click to switch it off. Rows are layers, columns are heads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose tokens to add up the attention to them:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens to add up the attention to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model showed no attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at its hidden states</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention, {value}: {row}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} → {columns} (token {column}): {weight}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from {rows} no weight changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} looks nowhere: its weights are not numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} changed the most towards {columns}, by {said} of its attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} looks mostly at {columns}, {said}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{row} gives {columns} together {share} of its attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>average of all layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{label} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show each answer token by token: paler = less sure; click one for others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text that the chat template makes of the conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How it chooses each token, and how many it may write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The messages in sight as a Markdown file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which of its chat templates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends with what begins the model&apos;s turn (add_generation_prompt), so that it answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send  ⏎</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say something to {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its chat template puts your message into the form it was trained on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Return sends, Shift+Return begins a new line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its weights are random, so its answers are noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {path}: {count}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send your message (Return)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It always takes the likeliest token, so the answer would be the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System message: how to behave (optional)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin a new conversation; the history keeps what was written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> … and {rest} more letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model reads, {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Self-check {name}: {verdict}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Examples ▾</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Examples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it wrote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 new tokens yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{token} (ID {id}), new token {step}: {probability}, {after} after the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{told}; you chose it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can follow here: the text has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop within one token (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paler = less sure; click a word to go back there and choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The branches of this text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look inside what it wrote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run your text and what the model wrote in one pass, and see every step of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was stopped before it weighed the next token. Press Next token or Continue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press Write, or Next token for one at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next token: pick one yourself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>before → after the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What could come next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As many more tokens as New tokens says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One token, as the settings choose it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the last token back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is written yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You stopped it before the first token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{speed:.0f} tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · first after {first}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the history: nothing was run. </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token {step}: pick another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which text of the batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer of both, or the average of all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head of both, or the average of all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention of both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All layers and heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{label} has {heads}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{told}: switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{told}: largest weight {highest}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {off} off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An average is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch head off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch layer off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch head {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch layer {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After which layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Norms: layers by tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>norms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The norm of each token&apos;s vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The shades go from the smallest norm here to the largest. Click a cell to see its row&apos;s similarities and its vector below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One token&apos;s vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>similarities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at its tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden states. {told}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names}, {tokens}: norm {norm}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{pair}: cosine similarity {cosine}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Norm {norm}. It begins {first}{more}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{tokens} and {tokens2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vector of {token} after {name}: {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History ▾</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The runs of this session, to see them again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was written by {name}, which is not in memory, so it cannot continue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the history: run {number}, {when:%H:%M:%S}. Nothing was run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> It belongs to {name} ({state}), not to the model in memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two runs of this session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run {number}, {when:%H:%M:%S}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{caption}: left and right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These two answer in different ways, so there are no answers to compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two texts are the same, all {shared}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first {shared} tokens are the same; the {longer} text continues after them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They differ from token {shared} on: “{token}” on the left, “{token2}” on the right. Below, how likely each token was there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left → right: what each of them says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two began with different texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token {shared}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not run here yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It came with the session, without its result. Run again sends it to the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs of this session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last {most_runs} runs and texts with their results. Showing one again runs nothing; choose two to compare them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs of this session, the newest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send the same request to the model in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose two: their texts and answers side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no runs yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run {number}, {when:%H:%M:%S} · {name}{best}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · another model than the one in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {runs} in {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chosen by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Input IDs, as lists of numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was pasted. {length}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention mask, as lists of 0 and 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty: all 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token types, as lists of numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position IDs, as lists of numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty: 0, 1, 2, … from the first token that the mask shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention mask: 1 is read, 0 is hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token type IDs: 0 for text A, 1 for text B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty: the model&apos;s default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position IDs: the position of each token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention mask, token types, positions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pad on the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pad on the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill the shorter rows up to one length, and hide that with the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill in: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the usual values for these input IDs, to change them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numbers of the attention mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write at least one input ID, for example [[101, 7592, 102]].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input IDs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {what} are not a list of numbers. Write them as [[101, 7592, 102]].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write one list of {what} for each text, inside one outer list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row {number} of the {what} is empty: write at least one number in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{one} is not a whole number; {what} are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of {what} is empty: write at least one number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is more than {most_ids} {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is {length} characters long; lists of at most {most_characters} are read here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows have different lengths ({told}), and a tensor needs rows of one length. Pad the shorter ones with the buttons below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press Run to see what the model says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a {medium}, then press Run to see what it says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a tokenizer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{why_past} Run it again to look inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run wrote text, but the model in memory cannot write text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text was written by {name}. Open a model that writes text, and it can be seen here again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a tokenizer there is no chat template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This checkpoint has no chat template: it was not made for conversations. Write lets it continue a text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a {medium} first, or take the example.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a tokenizer the beginning of the answer is input IDs, such as 5 12.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best answers after each layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best answer after each layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a column to ask about that token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best answer at every position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After {names}, at {tokens}: {text} (ID {id}), {share}, logit {logits}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At {tokens}: {text}, {share}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; on top from {names} on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; on top from the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer by layer. {told}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a {medium}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} ({endings});;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the picture as large as the model reads it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without the {medium}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run on text alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a {medium}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No {medium} yet: choose one, drop one here, or take the example.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the model it is </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is shown of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run as one picture that plays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One pass, with every step visible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write: token by token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat: a conversation with the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write token by token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which words, heads and layers the answer depends on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Talk with the model through its chat template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model does not write text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write positions as numbers, such as 3, 5-7.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are tokens 1 to {count}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feed-forward output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no other run of this model to take vectors from. Run a second text of {}; every run of one text is kept in the history and can be chosen here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run whose vectors are taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take vectors from inside an earlier run and put them into this one. If the answer follows, these vectors hold what decides it. The model itself is not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is taken from each layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which tokens: numbers such as 3, 5-7; empty for all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all tokens, or 3, 5-7</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where they differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokens that are not the same in both texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens of this run, to be chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens of the run whose vectors are taken, to be chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run this text again with these vectors in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That run had {length} and this one {tokens}. A patch goes from token to token, so both need the same number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The patch is removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patched. The largest change of any output is {largest_change}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patched{taken}. Compare the answers before and after. The other text by itself says “{text}” with {probability}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every number as it was, bit for bit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no other run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · {tokens}, not {needed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken from run {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These layers have no such part. Choose other layers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as NPY or CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which axis goes down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which axis goes across</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The slice as a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often each value occurs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As a picture (pale is low, full is high)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last run left no tensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>axis {axis} ({size})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position on axis {axis}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{dtype} {shape}. This slice: {rows} × {columns} numbers, from {low} to {high}, mean {mean}, standard deviation {deviation}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Axis {axis} at:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; {not_finite} infinite or missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw tensor {name}. {told}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written: {named}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed draws the same tokens again; each further step takes the next one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You changed the checkpoint&apos;s own settings (generation_config.json).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counts only while sampling.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 leaves the model&apos;s own probabilities as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Below 1 the likely tokens win more often. Higher: more surprises.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Above 1 unlikely tokens come up more often. Lower: fewer surprises.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 sets no limit: any token may be drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the likeliest token may be drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the {value} likeliest tokens may be drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 sets no limit: any token may be drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the likeliest tokens that together reach {share} may be drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 is off: tokens may come again as they like.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens that occurred already become less likely.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These are the checkpoint&apos;s own settings, from its generation_config.json. It also sets {names}, which count only while sampling, and it does not sample.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These are the checkpoint&apos;s own settings, from its generation_config.json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How it chooses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample (random)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This checkpoint names no settings of its own; these are the program&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Always the likeliest (greedy)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the checkpoint&apos;s settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As its generation_config.json says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers of the slice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads that are switched off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before → after: the whole model, and the model without these heads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every head is on again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before → after: this run without the patch, and with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Largest change of any output: {largest_change}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The patch is removed: this is the original run again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For {place}, position {position}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> of text {text_index}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{caption}: before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{stack}layer {layer} {head}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer {layers}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layers {layers} to {layers2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patched: {part}, {numbers}, {where}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off: {off} heads or layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off: {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likeliest answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The likeliest label of each token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {row}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No span: every token got the label that means none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No span of the context has any probability of being the answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That the answer starts and ends there: the two probabilities multiplied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It chooses “{text}”, {probability}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the decoder was given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of {name}, as {name2} {shape}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the decoder was given, and {written} that it wrote itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer by layer shows the answers at every earlier token too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{how} Add another sentence, and the two are compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{texts}” and “{texts2}”: {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most alike: {one} {best} and {one} {best2}, cosine {best3}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{a} and {b}: {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosine of {table}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The beginning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text that is to be answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The context that is searched for the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text that contains the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A choice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The beginning of the answer, may be empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The beginning of the answer; may stay empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ choice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choices for what comes next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the decoder has written already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Input IDs that the answer begins with; may stay empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>→ given to the model   ← returned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ran in {seconds}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a sentence for the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pairs: a text B under each text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the model two texts at once: text A and text B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run several as one batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run  ⏎</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the model (Return)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model is quick enough to run while you type. Off: it waits for Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is shown below belongs to another text. Use this one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Input IDs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>● Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>○ Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous text · Write ⏎</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous text · Run ⏎</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous input · Run ⏎</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let it write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up to {count} tokens, the likeliest each time. Run asks for the next one alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text B, which follows text A</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {spoken} {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text for the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text B of {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The field holds {most} characters; the rest was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point at a token to see its characters in the text; point at a letter to see its token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token {place} of {rows}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bytes {bytes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>piece {piece}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} together spell it, byte by byte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>special: it steers the model and is not a character of the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token type {type}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden by the attention mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{start} to {end}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>character{value} {where} of {which}{seen}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model never sees words, only numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write input IDs, mask, token types and positions yourself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These are the first {first} of {length} tokens. </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model reads at most {longest}. </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has run yet. Run the model to fill this page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the model …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You stopped it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Views of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This view was not recorded for this run, so there is nothing to show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from token {shared}: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Acts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All acts and lessons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lesson remembers the page (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this page says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To do: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have done this before: do it again to see it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show me</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lesson: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finish the lesson</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the highlighted control, or back to the lesson</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the lesson: it remembers the page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn step by step, on your own runs ({keys})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the lesson</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That was the whole lesson: {done} of {tasks} tasks done. It can be taken again at any time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All lessons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done. {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} · act {place} of {acts} · page {place2} of {pages}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a lesson from a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue: page {place} of {pages}, {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {tasks} tasks done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Act {place}: {title}. {hint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The details name {more} more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be opened as a lesson. {problems}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a lesson</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lesson (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You did this before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transformer Explorer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The diagnostics are in the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details of the failure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a token by its piece or its ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a piece or an ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text {row}, {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{found} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No token has this spelling or this ID.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shape} rows, {shape2} columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}; the largest: {row}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{high} and more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every token in a list, with a search by piece or ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first {shown} of {total} are shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} (ID {id}): {told}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>given to the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>returned by the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {way}, {dtype}, shape {shape}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, from {low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tensors: inputs and outputs of the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No tokens yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>type {type}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>
The other model cuts the text otherwise here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token {place}: ID {id}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Word {place}, of several tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes: {bytes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Piece: {piece}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Special: it steers the model and is not part of your words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Characters {start} to {end} of {which}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token type {type}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The attention mask hides it: the model does not look here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a model is, from its config to its answers, on your own runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the lesson</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the job (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This step cannot be interrupted; nothing of it will be kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped. The last step is still finishing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>app {app}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model {model_bytes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{free} free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About the previous text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save script…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As a script or a notebook</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of it in a wide view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Python in a wide view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Python that does the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your steps as Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Glossary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a term</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a term, or a word of its explanation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Terms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the term means</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No term has this word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In your model: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also: {aliases}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All terms…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run {place} of {runs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  ·  ← → your runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where}{more}  ·  Ctrl + − size  ·  Esc ends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sentence}  ·  Esc ends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python script</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finding a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Hugging Face Hub has checkpoints that others have trained. Search by a name, or choose a task; the fit says whether one has room on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is downloaded before you press Download, and no code of a checkpoint runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the session as a notebook</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the session as a script</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the session as a page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {path}: {lines}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {name} {shape} in {path}: {bytes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than {shortest}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A CPU has few but versatile cores and uses the computer&apos;s main memory. Small and middle-sized models run well on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bare part of the model, no task on top.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bare part of the model, no task on top. Defaults like Qwen/Qwen2.5-Omni-7B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bare part of the model, no task on top. Defaults like Qwen/Qwen3-Omni-30B-A3B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bare part of the model, no task on top. Defaults like biohub/ESMFold2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bare part of the model, no task on top. Defaults like swiss-ai/Apertus-v1.5-8B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A causal language model answers only one question, namely which token comes next. To write, it answers, adds the chosen token to the text, and asks itself again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A checkpoint is a model as it was at one moment of its training, written to files. It has the weights, the config they fit, and mostly the tokenizer. People publish checkpoints on the Hub; you can save one of your own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A checkpoint that can be downloaded only after agreeing to its owner&apos;s terms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A class that looks into config.json and picks the right model class itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A config says how large a model is and how its parts are arranged: how many layers, how wide, how many tokens it knows. It is a small text file, config.json, and holds nothing that was learned. From a config alone you get a model with random weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A copy of all weights as they were after some step of the training.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A curve between two multiplications; without it many layers would be worth only one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A download fetches the files of one revision: config, weights and tokenizer. The weights are nearly all of it. An interrupted download goes on where it stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file format for weights that holds only numbers, so opening it is safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A gradient is a list of slopes, one for each number that could be changed. The slopes of the loss say how to change the weights, which is what training follows. The slopes of an answer&apos;s logit say which embeddings it depends on at this very place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A graphics card: thousands of small cores that are good at tensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A kind of model made of layers with attention; nearly all language models are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A layer does not replace a token&apos;s vector: attention and the feed-forward part each add something to it. What flows from layer to layer is called the residual stream; the hidden states are what it looks like after each layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A list of numbers that belong together, such as those that describe one token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model card is written by the people who made the checkpoint. A good one says what the model was trained on, what it is good for, how it was measured and where it fails. Read it before trusting an answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model could learn its texts by heart. Only texts that it never learned from show whether it found out what they have in common. The exam is asked about such texts alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model for filling gaps was trained on texts in which some tokens were hidden behind the mask token. Write it where a word is missing, and the model says what could stand there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model knows no letters. The tokenizer cuts the text into pieces from a fixed list and replaces each by its number in that list. A model only understands the numbers of the tokenizer that it was trained with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model needs memory for its weights and, while it runs, for what flows through it; the longer the text, the more. When memory is full the computer becomes very slow or stops the program, so this program counts beforehand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model reads numbers of one fixed shape. For pictures the preprocessor resizes them and brings their values to the range of the training; for sounds it brings them to one sampling rate. A checkpoint keeps its settings in preprocessor_config.json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model remembers nothing between two answers. Each time it reads the whole conversation again, all turns in order, and writes the next one. So a turn that is changed afterwards changes what it answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model such as ViT cuts a picture into squares of one size. Each becomes one vector, and attention goes from square to square. They are named here by line and column, counted from the upper left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model that fills gaps, using the text on both sides.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model that reads from left to right and writes the next token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model that reads the whole text in both directions, to understand it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model that says which token comes next; so it can write text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model that writes text can choose this token like any other; writing then stops. Without it a model would write until it is stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model with the same config and tokenizer, and with random weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model writes one token at a time anyway. Streaming only shows them at once, and you can stop early.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A named part of a model; modules contain smaller modules.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new model starts with numbers drawn at random (a few start at zero or one, by design). It runs like any other, but its answers are noise: every answer is about as likely as any other. Compare it with a trained model to see what training does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number inside the model that training can change; another word for weight.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number inside the model that training sets; together the weights are what it learned.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number of the type float32 takes four bytes, one of bfloat16 or float16 two. A megabyte (MB) is a million bytes, a gigabyte (GB) a thousand million.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number with about seven digits in four bytes: the usual, exact choice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number with about three digits in two bytes; very large values overflow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number with the range of float32 but only two or three digits, in two bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of a larger model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of a larger model. Defaults like facebook/flava-full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of a larger model. Defaults like facebook/musicgen-melody.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of a larger model. Defaults like facebook/musicgen-small.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of a larger model. Defaults like facebook/pe-av-large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of a larger model. Defaults like google/t5gemma-2-270m-270m.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of a larger model. Defaults like sesame/csm-1b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of a larger model. Defaults like susnato/clvp_dev.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the model that can stand alone. Defaults like Emu3-community/Emu3-Chat-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the model that can stand alone. Defaults like allenai/Molmo2-8B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the model that can stand alone. Defaults like deepseek-community/Janus-Pro-1B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the model that can stand alone. Defaults like facebook/chameleon-7b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the model that can stand alone. Defaults like facebook/flava-full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the model that can stand alone. Defaults like itazap/blt-1b-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A particular version of a checkpoint: a branch, a tag or a commit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A prediction is a guess from what was learned. The list beside it shows what else the model thought possible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A safetensors file begins with a table of names, shapes and dtypes, then come the numbers. Nothing in it can run as a program. The older format, pickle, could; that is why this program prefers safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A saved model: its config, its weights, and usually its tokenizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A shape of two numbers is a table: rows and columns. With three it is a stack of tables. Most mistakes with models are shapes that do not fit together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small open decoder; continues text in several languages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small part that makes one vector for the whole text out of the first token&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small part, the router, picks for every token which experts work on it. The model can hold much without computing with all of it each time; it needs memory for all of it all the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small square of a picture; for some models what a token is for text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sound is a row of numbers, one for each small step of time. A model of sound was trained with one rate, often sixteen thousand a second. Sounds with another rate are resampled, or they would seem too high or too low.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A special token that says: the text ends here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table of numbers with any number of directions: a list, a table, a stack of tables.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A tensor needs rows of equal length. Shorter texts get padding tokens, and the attention mask tells the model to leave them out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A token that stands for no text but tells the model something: start, end, gap.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A tokenizer can tell for each token where its characters begin and end in the text. Several tokens can share one character: an emoji may be four bytes. Tokens that were added for the model stand for no character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A whole number from -128 to 127 in one byte, used for quantised weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A whole number in eight bytes; input IDs are stored in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After each token the whole text so far counts as the input for the next. A choice early on changes everything after it. It ends with a special token, or after as many tokens as you allow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After every layer each token has a vector, its hidden state. It begins as the token&apos;s embedding and gathers more and more of the context. The last one is what the head reads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After or before each part of a layer the numbers of a vector are shifted and scaled to a fixed spread. Training is hardly possible without it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All weights of this model take {bytes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Always taking the likeliest next token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An older format for weights in which a file could carry a program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers questions about a picture. Defaults like dandelin/vilt-b32-mlm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking every layer what it would answer, by putting the head on it early.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention by itself does not know order. Position IDs tell the model which token comes first, second and so on. They are usually made by the model itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention computed step by step, so that its weights can be looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention from the text being written to the text that was read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AutoModelForMaskedLM and its relatives are not models. They read the config, find the architecture, and hand back the class of that architecture for the task in their name. So one line of Python loads any checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BERT rebuilt with today&apos;s parts; reads long texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BERT was trained on two tasks at once, and this was the second. The model gets two texts and answers with two logits: one for yes, one for no. Later models do without it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brings each token&apos;s vector to a common size, so that numbers do not run away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changing the weights, example by example, until the answers get better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chats, and still runs on an ordinary computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints on the Hub can change. A revision names which version is meant: a branch such as main, which moves on, or a commit, which never changes. Naming the commit is the only way to get the very same numbers next year.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computers draw random numbers by a fixed recipe that begins with a number, the seed. With the same seed, the same program and the same settings, everything comes out the same. Another seed gives another, equally random, result.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text word by word; the small ancestor of today&apos;s chat models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like Aleph-Alpha/Kolibri-1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like CohereForAI/c4ai-command-r-v01.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like CohereLabs/command-a-plus-05-2026.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like IQuestLab/IQuest-Coder-V1-40B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like JetBrains/Mellum2-12B-A2.5B-Base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like LGAI-EXAONE/EXAONE-3.0-7.8B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like LiquidAI/LFM2-1.2B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like LiquidAI/LFM2-8B-A1B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like LiquidAI/LFM3-1.7B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like MiniMaxAI/MiniMax-M3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like MiniMaxAI/MiniMax-Text-01-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like Qwen/Qwen3.5-35B-A3B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like Qwen/Qwen4-Exp.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like RecursiveSI/flint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like Salesforce/codegen-2B-mono.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like XiaomiMiMo/MiMo-V2-Flash.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like Zyphra/ZAYA1-8B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like abeja/gpt-neox-japanese-2.7b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like adept/fuyu-8b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like allenai/FlexOlmo-7x7B-1T.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like allenai/OLMoE-1B-7B-0924.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like allenai/Olmo-Hybrid-7B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like baidu/ERNIE-4.5-0.3B-PT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like baidu/ERNIE-4.5-21B-A3B-PT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like deepseek-ai/DeepSeek-V3.2-Exp.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like deepseek-ai/DeepSeek-V4-Flash-Base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like dots-studio/dots3-note-prev.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like facebook/cwm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like facebook/sam-vit-huge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like facebook/xglm-564M.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like google/bert_for_seq_generation_L-24_bbc_encoder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like google/gemma-3n-E4B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like google/gemma-4-12B-it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like google/gemma-4-12b-it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like google/gemma-4-e2b-it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like google/recurrentgemma-2b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like google/vaultgemma-1b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like ibm-granite/granite-speech-3.2-8b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like ibm-granite/granite-swash-2b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like ibm-granite/granite-swash-3b-a600m.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like inceptionai/Jais-2-8B-Chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like inclusionAI/Ling-3.0-Flash.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like internlm/internlm3-8b-instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like itazap/blt-1b-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like kmhf/hf-moshika.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like meituan-longcat/LongCat-Flash-Chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like meta-llama/Llama-4-Scout-17B-16E.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like microsoft/Phi-4-multimodal-instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like microsoft/bitnet-b1.58-2B-4T.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like microsoft/git-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like moonshotai/Kimi-Linear-48B-A3B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like naver-hyperclovax/HyperCLOVAX-SEED-Think-14B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like nvidia/NVIDIA-Nemotron-Labs-Dory1.0-4B-BF16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like openbmb/cpm-ant-10b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like poolside/laguna-XS.2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like rednote-hilab/dots.llm1.base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like rhymes-ai/Aria.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like sapientinc/HRM-Text-1B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like sarvamai/sarvam-105b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like sarvamai/sarvam-30b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like swiss-ai/Apertus-v1.5-8B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like tencent/Hy3-preview.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like tencent/Hy4-preview.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like tencent/Youtu-LLM-2B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like thinkingmachines/Inkling-2-Mini.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like thinkingmachines/Inkling-2-Small-MXFP8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like thinkingmachines/Inkling.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like tiiuae/Falcon-H1-1.5B-Deep-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like transformers-community/dbrx-instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like translated/Lara-4-Mini-Base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like upstage/Solar-Open-100B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like zai-org/GLM-4.5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token. Defaults like zai-org/GLM-5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; fills in masked words. Defaults like google/rembert.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; fills in masked words. Defaults like junnyu/roformer_chinese_base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; fills in masked words. Defaults like nghuyong/ernie-3.0-base-zh.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; fills in masked words. Defaults like nvidia/megatron-bert-uncased-345m.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; fills in masked words. Defaults like weiweishi/roc-bert-base-zh.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; puts a label on every token (names, places). Defaults like reflection/Beam-1.0-501B-A23B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; puts a label on every token (names, places). Defaults like swiss-ai/Apertus-8B-Instruct-2509.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like ByteDance-Seed/Seed-OSS-36B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like CohereLabs/North-Micro-Vision-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like MiniMaxAI/MiniMax-Text-01-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like Qwen/Qwen1.5-MoE-A2.7B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like Qwen/Qwen3-30B-A3B-Base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like Qwen/Qwen3-Next-80B-A3B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like Qwen/Qwen3.5-27B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like RUCAIBox/mvp.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like SmallDoge/Doge-320M.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like THUDM/glm-4-9b-chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like Zyphra/Zamba-7B-v1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like Zyphra/Zamba2-2.7B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like adept/persimmon-8b-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like allenai/OLMo-7B-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like allenai/Olmo-3-7B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like almanach/camembert-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like arcee-ai/AFM-4.5B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like blab-jhu/test-32m-dec.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like deepseek-ai/DeepSeek-V2-Lite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like facebook/data2vec-text-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like facebook/xlm-roberta-xl.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like facebook/xmod-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like jetmoe/jetmoe-8b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like kajuma/DiffLlama-0.3B-handcut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like kyutai/helium-1-preview.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like microsoft/Phi-3.5-MoE-instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like microsoft/biogpt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like microsoft/phi-1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like mistralai/Ministral-3-8B-Base-2512.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like mistralai/Ministral-8B-Instruct-2410.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like openbmb/MiniCPM3-4B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like skt/A.X-K1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like skt/A.X-K2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like tencent/Hunyuan-7B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like tencent/Hunyuan-A13B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like thhaus/nemotron3-8b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; sorts whole texts into classes. Defaults like zai-org/GLM-OCR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; the text encoder alone. Defaults like Emu3-community/Emu3-Chat-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; the text encoder alone. Defaults like meta-llama/Llama-3.2-11B-Vision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; the text encoder alone. Defaults like meta-llama/Llama-4-Scout-17B-16E.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; turns one text into another. Defaults like facebook/blenderbot-3B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; turns one text into another. Defaults like facebook/blenderbot_small-90M.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; turns one text into another. Defaults like microsoft/prophetnet-large-uncased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; turns one text into another. Defaults like uclanlp/plbart-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; turns text into sound. Defaults like facebook/musicgen-melody.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; writes text about pictures and text. Defaults like Qwen/Qwen3.5-35B-A3B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; writes text about pictures and text. Defaults like Qwen/Qwen4-Exp.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues a text: predicts the next token; writes text about pictures and text. Defaults like dots-studio/dots3-note-prev.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text in 46 languages; marks distance instead of position.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text in many languages; a Llama-like decoder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text. Defaults like LGAI-EXAONE/K-EXAONE-236B-A23B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text. Defaults like NX-AI/xLSTM-7b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text. Defaults like karpathy/nanochat-d32.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text. Defaults like tiiuae/falcon-mamba-7b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text; 6 billion parameters, an early open GPT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text; Mamba layers with a few attention layers between.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text; each token is sent to two of eight expert networks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text; local and global attention take turns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text; one set of keys and values for all heads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text; shares keys and values between heads to save memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text; the design that most open chat models follow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues text; the family of the Pythia models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continues what you type: the smallest well-known relative of GPT-2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copying a checkpoint&apos;s files from the Hub to this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuts a word by joining its letters or bytes, pair by pair, by a learned list of rules.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuts a word by taking the longest piece that the vocabulary has, from the left on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuts a word into the pieces whose probabilities together are the largest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuts out the foreground, with soft edges. Defaults like hustvl/vitmatte-small-composition-1k.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuts out what is pointed at. Defaults like facebook/sam2.1-hiera-tiny.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuts out what is pointed at. Defaults like facebook/sam3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuts out what is pointed at. Defaults like yonigozlan/EdgeTAM-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuts text into tokens and gives each one its number; also the way back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cutting a text off where it is longer than the model can read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DeBERTa with a larger vocabulary; strong at classifying.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How fast a number of the model rises when other numbers are raised a little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training compares the model&apos;s answer with the right one, works out how each weight contributed to the error, and changes all of them a little. The Train tab does this here, on a copy of the model in memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropout is only for training. When a model is used it must be off, or the same text gives another answer each time; this program always switches it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>During inference the weights stay as they are. It is the cheap part: training goes through the data many times and also computes how to change every weight.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each head may look at something different: the word before, the noun that a pronoun stands for, the end of the sentence. Not every head has a job that people can name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each layer takes a vector for every token and returns a changed one. In it, attention mixes information between tokens and the feed-forward part works on each token alone. More layers mean more steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each score is raised to a power of e, and then divided by the sum of all. The largest score gets the largest share, and even the smallest keeps a little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each token has a fixed number in the vocabulary. The list of these numbers goes into the model in place of the text. A number by itself means nothing; the model learned what to do with each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimates how far away each pixel is. Defaults like Intel/zoedepth-nyu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimates how far away each pixel is. Defaults like LiheYoung/depth-anything-small-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimates how far away each pixel is. Defaults like apple/DepthPro.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimates how far away each pixel is. Defaults like facebook/dinov3-vitl16-chmv2-dpt-head.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimates how far away each pixel is. Defaults like vinvino02/glpn-kitti.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every answer is one forward pass, and for written text there is one for each token. Nothing in the model changes by it: running is not learning.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every saved model has a file config.json beside its weights. It names the model type, the class the weights were made for, and every size. A program reads it first, builds an empty model, and only then fills in the weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything inside a model is a tensor: the input, what flows through it, the weights and the answer. A tensor has a shape, which says how long it is in each direction, and a dtype, which says what kind of numbers it holds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything outside the k likeliest is left out before drawing. That keeps nonsense away, but the number is the same whether the model is sure or not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fast versions of attention never write the table of shares down. To show it, this program switches to the plain version, which gives the same answer up to the last digits and takes a little longer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files named pytorch_model.bin are pickles. Opened carelessly, such a file can run whatever its maker put in. This program opens them in a mode that only accepts numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filling up shorter texts with an empty token, so that all rows have one length.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in [MASK] by looking at both sides: the classic encoder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words. Defaults like Hcompany/NeoMME-260M.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like EuroBERT/EuroBERT-210m.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like ModernVBERT/modernvbert.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like YituTech/conv-bert-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like alibaba-nlp-community/gte-multilingual-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like athrael-soju/UltraVBERT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like biohub/ESMC-6B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like deepmind/language-perceiver.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like dmis-lab/UltraBERT-150M.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like google/fnet-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like google/mobilebert-uncased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like jinaai/jina-embeddings-v3-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like nomic-ai/nomic-embed-text-v1.5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like uw-madison/nystromformer-512.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills in masked words; sorts whole texts into classes. Defaults like uw-madison/yoso-4096.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like AnnaZhang/lwdetr_small_60e_coco.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like IDEA-Research/dab-detr-resnet-50.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like Intellindust/DEIMv2_HGNetv2_N_COCO.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like PaddlePaddle/PP-DocLayoutV2_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like PaddlePaddle/PP-DocLayoutV3_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like PaddlePaddle/PP-DocLayoutV4_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like PaddlePaddle/PP-OCRv5_mobile_det_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like PaddlePaddle/PP-OCRv5_server_det_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like PaddlePaddle/PP-OCRv6_medium_det_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like PaddlePaddle/PP-OCRv6_small_det_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like PekingU/rtdetr_r18vd.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like PekingU/rtdetr_r50vd.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like SenseTime/deformable-detr.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like hustvl/yolos-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like microsoft/conditional-detr-resnet-50.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like microsoft/table-transformer-detection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects and draws boxes. Defaults like ustc-community/dfine-xlarge-coco.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects that are named in words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects that are named in words. Defaults like IDEA-Research/grounding-dino-tiny.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects that are named in words. Defaults like google/owlvit-base-patch16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds objects that are named in words. Defaults like openmmlab-community/mm_grounding_dino_tiny_o365v1_goldg_v3det.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds points that stand out in a picture. Defaults like magic-leap-community/superpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds the joints of a body. Defaults like usyd-community/vitpose-base-simple.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For classification</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For contrastive learning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For dense prediction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For entity classification</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For entity pair classification</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For entity span classification</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For every token the model works out how much each other token matters to it; these shares sum to one. Then it mixes their information accordingly. That is how the meaning of a word comes to depend on its context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For generation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For image and text retrieval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For image text retrieval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For images and text classification</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For multimodal autoencoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For optical flow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For prediction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For pretraining</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For protein folding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For protein text2text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For protein text2text. Defaults like westlake-repl/Evolla-10B-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For region to phrase alignment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For regression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For segmentation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For speech to speech</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For text it is the mean of −ln p over the tokens: the less probable the model found each token, the larger the loss. Training makes this number smaller, step by step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For this model the mask token is {mask_token}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For this model they lie between 0 and one less than {vocab_size}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For video grounding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For visual reasoning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forecasts a time series. Defaults like google/timesfm-2.5-200m-transformers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Google&apos;s small open decoder; continues text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here {auto_class} leads to {class_name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How daring the choice is: low keeps to the likely, high allows surprises.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far numbers lie from their mean, as a rule.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the model&apos;s probabilities were from what was really there; 0 would be perfect.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far two vectors point in the same direction, from -1 to 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long a tensor is in each direction, such as [texts, tokens, hidden size].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many numbers a second a sound is written with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many numbers describe each token inside the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many sets of keys and values the heads share, to save memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of all its belief the model puts on one answer, from 0 to 100 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How surprising a token was to the model, in bits: the less probable, the more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How tokens look at each other: each takes in a share of the others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IBM&apos;s open decoder; continues text and code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If all numbers are equal, the standard deviation is zero. Of numbers spread like a bell, two thirds lie within one standard deviation of the mean. New weights are drawn with a small one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a decoder a token may look only at those before it, because when the model writes, those after it do not exist yet. Chat models are decoders.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In an encoder every token may look at every other, before and after it. Encoders fill gaps, sort texts and turn texts into vectors. They do not write.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In an encoder-decoder the decoder looks at the encoder&apos;s hidden states while it writes. That is how a translation keeps to its original.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the last run “{run_top}” got {run_top_share}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In this model each one is a vector of {hidden_size:number}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inside a model meaning is stored as vectors. Vectors that point in similar directions are treated alike.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has a role of its own, system, and the person who chats usually does not see it. Some chat templates put it into the first message, and some refuse it because their model was trained without one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It helps against texts that run in circles. Too much of it makes a model avoid words that it needs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is e to the power of the loss. A perplexity of 20 means that the model was as unsure as if it had to choose evenly among 20 tokens each time. Masked models are asked in another way, so theirs is called a pseudo-perplexity.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is −log2 of the probability. A token that was certain has 0 bits, one with a probability of a half 1 bit, and one in a thousand about 10 bits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It makes each token&apos;s vector wider, applies an activation function and makes it narrow again. Most parameters of a layer are here, and much of what a model knows seems to be stored here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It needs far less data and time than training from the start, because the model already knows the language. A new head is usually trained along with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It reads one vector for the text and returns as many numbers as there are labels. The softmax makes probabilities of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was trained on texts in which some tokens were hidden, and learned to say what stood there. To use it, write the mask token where a word is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judges an input and answers yes or no. Defaults like autotrust/JEV-9B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judges an input and answers yes or no. Defaults like google/gemma-4-e2b-it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Large models are trained and mostly run on GPUs. CUDA is the software with which programs use graphics cards made by NVIDIA.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning something new overwrites what the same weights knew before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning the training texts by heart instead of what they have in common.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leaving out random numbers while training, so that the model does not rely on few.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listens to speech and writes text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listens to speech and writes text. Defaults like CohereLabs/cohere-transcribe-03-2026.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listens to speech and writes text. Defaults like UsefulSensors/moonshine-streaming-tiny.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listens to speech and writes text. Defaults like UsefulSensors/moonshine-tiny.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listens to speech and writes text. Defaults like facebook/s2t-small-librispeech-asr.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listens to speech and writes text. Defaults like nari-labs/Dia-1.6B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listens to speech and writes text. Defaults like nvidia/canary-1b-v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listens to speech and writes text. Defaults like sweetcocoa/pop2piano.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logits are divided by the temperature before they become probabilities. Below one the likely tokens win more often; above one the unlikely ones get a chance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logits can be any number, large or small, positive or negative. Only their differences count. The softmax turns them into probabilities.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks at a picture and writes text; SigLIP and Gemma.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks at pictures and videos; writes text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks at pictures, documents and videos; writes text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes tokens that already occurred less likely to be chosen again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Many feed-forward parts of which each token uses only a few.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Many models use the same table to turn tokens into vectors at the start and vectors into scores for tokens at the end. It is stored and counted once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marks names of people, places and organisations, token by token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marks the answer inside a given text. Defaults like tau/splinter-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marks the answer inside a given text. Defaults like unc-nlp/lxmert-base-uncased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matches points between two pictures. Defaults like magic-leap-community/superglue_indoor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matches points between two pictures. Defaults like zju-community/efficientloftr.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most models are trained and run in float32, or in a shorter format that saves memory. On a CPU float32 is mostly the fastest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Multiplying tables one after another is the same as one larger multiplication. A curve in between, such as GELU or ReLU, makes every layer count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newer models let several attention heads share one set of keys and values. Less has to be kept while text is written, and it hardly costs quality.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers that tell a first sentence from a second one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One architecture has several classes. The bare class returns hidden states; others add a head for one task, such as filling gaps or sorting texts. The class decides what the model can answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One exact version of a checkpoint&apos;s files, named by a long code that never changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One message of a conversation, with the role of who said it: user or assistant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of several attentions that run side by side in a layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of several files that a large checkpoint&apos;s weights are split into.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of the answers a classifier can give, such as positive or negative.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of the equal steps that a text passes through, one after another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One round of learning: read a batch, see how wrong it was, change each weight a little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the k likeliest tokens may be drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the likeliest tokens that together reach a share p may be drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OpenAI&apos;s open mixture of experts; continues text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines each object of a picture. Defaults like facebook/maskformer-swin-base-ade.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines each object of a picture; finds objects and draws boxes. Defaults like Roboflow/rf-detr-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines objects and background of a picture. Defaults like facebook/mask2former-swin-small-coco-instance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines objects and background of a picture. Defaults like shi-labs/oneformer_ade20k_swin_tiny.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines objects and background of a picture. Defaults like tue-mps/coco_panoptic_eomt_large_640.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines objects and background of a picture. Defaults like tue-mps/coco_panoptic_eomt_large_640_dinov3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines objects and background of a picture. Defaults like tue-mps/videomt-dinov2-small-ytvis2019.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of other models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predicts words in any order; reads both directions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Puts a label on every token (names, places). Defaults like Qwen/Qwen3-ASR-1.7B-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Puts a label on every token (names, places). Defaults like jinho8345/bros-base-uncased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Puts a label on every token (names, places). Defaults like openai/privacy-filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Putting vectors of one run into another, to see what they carry.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PyTorch uses int64 for indices, and input IDs are indices into a table. They are few, so their size does not matter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantised weights are small whole numbers with a scale for each block. The model becomes several times smaller and sometimes faster, and its answers differ a little from the original&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads a whole text in both directions; fills masked words, classifies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads text in both directions. Defaults like allenai/Molmo2-8B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads text in both directions. Defaults like google/tipsv2-b14.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads text in both directions. Defaults like openai/clip-vit-base-patch32.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the structure of a table in a picture. Defaults like PaddlePaddle/SLANeXt_wired_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the structure of a table in a picture. Defaults like PaddlePaddle/SLANet_plus_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the text in a picture. Defaults like PaddlePaddle/PP-OCRv5_mobile_rec_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the text in a picture. Defaults like PaddlePaddle/PP-OCRv5_server_rec_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the text in a picture. Defaults like PaddlePaddle/PP-OCRv6_small_rec_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the text in a picture. Defaults like PaddlePaddle/PP-OCRv6_tiny_rec_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repairs and rewrites text; often used to summarise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RoPE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running texts together is faster than one after another. They do not influence each other, except that all rows are filled up to one length.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says for each pixel what it belongs to. Defaults like openmmlab/upernet-convnext-tiny.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says for each pixel what it belongs to; estimates how far away each pixel is. Defaults like Intel/dpt-large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says for each pixel what it belongs to; estimates how far away each pixel is. Defaults like google/tipsv2-b14-dpt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like MBZUAI/swiftformer-xs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like Xrenya/pvt-tiny-224.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like facebook/ijepa_vith14_1k.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like facebook/levit-128S.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like facebook/metaclip-2-worldwide-huge-quickgelu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like facebook/regnet-y-040.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like facebook/vit_msn_base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like google/efficientnet-b7.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like google/mobilenet_v1_1.0_224.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like google/siglip2-base-patch16-naflex.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like microsoft/cvt-13.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like naver-clova-ix/donut-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like openai/imagegpt-small.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like resnet50.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like sail/poolformer_s12.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows. Defaults like ustc-community/dfine_x_coco.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows; says for each pixel what it belongs to. Defaults like apple/mobilevitv2-1.0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows; says for each pixel what it belongs to. Defaults like facebook/data2vec-vision-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a picture shows; says for each pixel what it belongs to. Defaults like google/mobilenet_v2_1.0_224.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a sound is. Defaults like MIT/ast-finetuned-audioset-10-10-0.4593.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a sound is; says who speaks, moment by moment. Defaults like facebook/data2vec-audio-base-960h.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a sound is; says who speaks, moment by moment. Defaults like facebook/w2v-bert-2.0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a sound is; says who speaks, moment by moment. Defaults like facebook/wav2vec2-conformer-rel-pos-large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a sound is; says who speaks, moment by moment. Defaults like microsoft/unispeech-sat-base-100h-libri-ft.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a sound is; writes down speech, letter by letter in step with the sound. Defaults like BAAI/seggpt-vit-large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a sound is; writes down speech, letter by letter in step with the sound. Defaults like microsoft/unispeech-large-1500h-cv.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a video shows. Defaults like MCG-NJU/videomae-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a video shows. Defaults like facebook/timesformer-base-finetuned-k600.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a video shows. Defaults like facebook/vjepa2-vitl-fpc64-256.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a video shows. Defaults like google/videoprism-base-f16r288.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says what a video shows. Defaults like google/vivit-b-16x2-kinetics400.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says who speaks, moment by moment. Defaults like nvidia/Nemotron-3-Diarization.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sending an input through the model once, from tokens to outputs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several texts that go through the model together, as rows of one tensor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Showing each token as soon as it is written, instead of waiting for the end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Small and made for research: its training can be followed through its revisions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Small decoder trained on textbook-like data; continues text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some encoders have a pooler after the last layer. It feeds heads that judge a whole text. Not every class has one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some models judge two texts at once: whether one follows from the other, or answers it. The tokenizer writes both into one row, with a mark between them. Token type IDs tell the model which token is of which text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some models, such as BERT, were trained on pairs of sentences. Token type IDs are zero for the first sentence and one for the second. For a single text they are all zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some owners want to know who uses their checkpoint, or want you to accept a licence. Then you sign in on the Hub, agree on the checkpoint&apos;s page, and download afterwards. Until then only the page can be seen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some weights came from a checkpoint, others were missing and are random.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorting a text into one of several labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes. Defaults like Salesforce/ctrl.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; answers questions about a table. Defaults like google/tapas-base-finetuned-sqa.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like FacebookAI/xlm-mlm-en-2048.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like LGAI-EXAONE/EXAONE-4.0-32B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like SCUT-DLVCLab/lilt-roberta-en-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like bigcode/gpt_bigcode-santacoder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like flaubert/flaubert_base_uncased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like google/canine-s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like google/t5_gemma_module-7b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like google/t5gemma-2-270m-270m.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like kssteven/ibert-roberta-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like microsoft/layoutlm-base-uncased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like microsoft/layoutlmv2-base-uncased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like microsoft/markuplm-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like microsoft/mpnet-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like mistralai/Mistral-Small-4-119B-2603.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like mosaicml/mpt-7b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like openai-community/gpt2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like squeezebert/squeezebert-uncased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like studio-ousia/luke-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorts whole texts into classes; puts a label on every token (names, places). Defaults like uw-madison/mra-base-512-4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Special tokens such as [CLS], [SEP] or [MASK] are added by the tokenizer or typed by you. They mark where a text begins or ends, where a gap is to be filled, or what is only padding.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Square every number of the vector, add the squares up and take the root. How many numbers the vector has is another matter: that is its size. Two vectors can have the same norm and point in different directions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stability AI&apos;s small decoder; continues text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State of this model: {state_text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Storing weights with fewer digits, to save memory at the price of exactness.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Hugging Face Hub stores checkpoints that anyone can look at, and most can be downloaded freely. Each has a page with a model card, its files and its licence. This program asks the Hub only when you do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Python class a model is built as: an architecture with a certain head.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer of a model: what it finds likeliest, with its probability.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The architecture of this model is {model_type}; its class is {class_name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The architecture says which parts a model has and how the numbers flow through them. BERT and GPT-2 are architectures. Two models of one architecture can differ in size and in what they learned.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like BAAI/seggpt-vit-large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like BridgeTower/bridgetower-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like DeepGlint-AI/mlcd-vit-bigG-patch14-336.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like Intel/tvp-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like Manel/X-Codec.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like PaddlePaddle/UVDoc_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like alibaba-damo/mgp-str-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like apple/aimv2-large-patch14-224-lit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like dg845/univnet-dev.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like facebook/dpr-ctx_encoder-single-nq-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like facebook/flava-full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like facebook/pe-av-large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like facebook/sam3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like google/embeddinggemma-2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like huggingface/autoformer-tourism-monthly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like huggingface/informer-tourism-monthly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like huggingface/time-series-transformer-tourism-monthly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like ibm/patchtsmixer-etth1-pretrain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like kyutai/mimi.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like meta-models/Muse-Glimmer-30B-assistant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like microsoft/xclip-base-patch32.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like mistral-labs/pixtral-12b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like nvidia/C-RADIOv4-H.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like nvidia/groupvit-gcc-yfcc.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like susnato/clvp_dev.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like uclanlp/visualbert-vqa-coco-pre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bare model: gives vectors, no task on top. Defaults like zai-org/GLM-Image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The body of a model is much the same for every task. The head is a small part on top of it: one for filling gaps, one for labels, one for the next token. A head that is new must be trained first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The building plan of a family of models: which parts, in which order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint in memory came from {source}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The class {class_name} says which head this model has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The classic convolutional network for pictures; no attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The computer&apos;s main processor. Every model runs on it, large ones slowly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The config.json of this model names the model type {model_type}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file that holds a model&apos;s config, as text that people can read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first GPT of 2018; continues text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first thing a model does is to replace each input ID by a row of a table. That row is a list of numbers which training chose so that tokens used alike get similar rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fixed list of all tokens that a tokenizer and a model know.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder where downloaded checkpoints are kept, so that they come only once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gap is written {mask_token} for this model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The head is made for the last layer. Put on earlier hidden states it shows how an answer takes shape, layer by layer. It is a rough look, because earlier layers were not trained for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The head that gives each label a score for the whole text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hidden size of this model is {hidden_size}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The kind of number in a tensor, and so how many bytes each one takes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The labels are fixed when the head is made. A classifier gives each of them a probability, even when none fits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last answer had the shape {run_shape}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last one took {run_seconds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last part of a model, which turns hidden states into an answer for one task.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last run returned {run_shape} of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of settings from which a model is built: sizes, not what it learned.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The longest text that a model can read at once, in tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss as a number of choices: how many tokens the model was torn between, on average.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model reads the text and gives each label a probability. Moods, topics and spam are typical.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model that made text generation famous; most lessons elsewhere use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model type here is {model_type}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s parts and their parts, drawn as a tree that can be unfolded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number that starts the draw: the same seed gives the same random numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers of the tokens, in order: the only thing of the text that a model sees.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page that describes a checkpoint: what it is for, how it was made, its limits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like BAAI/AltCLIP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like CIDAS/clipseg-rd64.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like Emu3-community/Emu3-Chat-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like OFA-Sys/chinese-clip-vit-base-patch16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like PaddlePaddle/PP-FormulaNet_plus-L_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like PaddlePaddle/PaddleOCR-VL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like Qwen/Qwen2-VL-7B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like Qwen/Qwen2.5-Omni-7B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like Qwen/Qwen3-Omni-30B-A3B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like Qwen/Qwen3-VL-30B-A3B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like Qwen/Qwen3-VL-4B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like Salesforce/blip-vqa-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like Salesforce/blip2-opt-2.7b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like Salesforce/instructblip-flan-t5-xl.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like apple/aimv2-large-patch14-224-lit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like baidu/ERNIE-4.5-VL-28B-A3B-PT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like baidu/Unlimited-OCR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like deepseek-community/DeepSeek-OCR-2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like facebook/flava-full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like facebook/metaclip-2-worldwide-huge-quickgelu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like google/diffusiongemma-26B-A4B-it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like google/embeddinggemma-2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like google/pix2struct-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like google/siglip-base-patch16-224.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like google/siglip2-base-patch16-naflex.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like google/videoprism-lvt-base-f16r288.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like ibm-granite/granite-for-docling-500m.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like kakaobrain/align-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like laion/clap-htsat-fused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like meta-llama/Llama-3.2-11B-Vision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like meta-models/Muse-Glimmer-30B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like meta-models/Muse-Spark-Open-816B-A42B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like microsoft/xclip-base-patch32.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like mistralai/Mistral-Large-4-1T-A52B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like mistralai/Voxtral-Mini-4B-Realtime-2602.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like nvidia/Cosmos3-Edge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like tencent/Hy4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like yonigozlan/sam3-litetext-s0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like zai-org/GLM-4.1V-9B-Thinking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like zai-org/GLM-4.5V.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like zai-org/GLM-5.3-Flash.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like zai-org/GLM-Image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that reads text. Defaults like zai-org/GLM-OCR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like BAAI/AltCLIP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like CIDAS/clipseg-rd64.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like CohereLabs/North-Micro-Vision-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like DeepGlint-AI/mlcd-vit-bigG-patch14-336.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like HuggingFaceM4/Idefics3-8B-Llama3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like HuggingFaceTB/SmolVLM2-2.2B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like LGAI-EXAONE/EXAONE-4.5-33B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like LiquidAI/LFM3-VL-2B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like MiniMaxAI/MiniMax-M3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like OFA-Sys/chinese-clip-vit-base-patch16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like OpenGVLab/InternVL3-1B-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like PaddlePaddle/PP-FormulaNet_plus-L_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like PaddlePaddle/PaddleOCR-VL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like Qwen/Qwen2-VL-7B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like Qwen/Qwen3-VL-30B-A3B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like Qwen/Qwen3-VL-4B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like Qwen/Qwen3.5-27B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like Qwen/Qwen3.5-35B-A3B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like Qwen/Qwen4-Exp.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like Salesforce/blip-vqa-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like Salesforce/blip2-opt-2.7b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like Salesforce/instructblip-flan-t5-xl.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like allenai/Molmo2-8B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like apple/aimv2-large-patch14-224-lit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like baidu/Qianfan-OCR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like baidu/Unlimited-OCR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like deepseek-community/DeepSeek-OCR-2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like deepseek-community/Janus-Pro-1B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like dots-studio/dots3-note-prev.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like facebook/metaclip-2-worldwide-huge-quickgelu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like facebook/sam-vit-huge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like facebook/sam2.1-hiera-tiny.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like facebook/sam3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like florence-community/Florence-2-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like google/gemma-3n-E4B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like google/gemma-4-e2b-it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like google/owlvit-base-patch16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like google/pix2struct-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like google/siglip-base-patch16-224.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like google/siglip2-base-patch16-naflex.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like ibm-granite4_vision_text/granite4_vision_text-3.0-8b-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like kakaobrain/align-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like lkhl/VideoLLaMA3-2B-Image-HF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like meta-llama/Llama-3.2-11B-Vision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like meta-llama/Llama-4-Scout-17B-16E.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like meta-models/Muse-Glimmer-30B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like meta-models/Muse-Spark-Open-816B-A42B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like microsoft/Phi-4-multimodal-instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like microsoft/git-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like microsoft/xclip-base-patch32.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like moonshotai/Kimi-K2.6.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like nvidia/Cosmos3-Edge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like nvidia/groupvit-gcc-yfcc.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like openai/clip-vit-base-patch32.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like openbmb/MiniCPM-OCR-1.0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like openbmb/MiniCPM-V-4.7-1B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like stepfun-ai/Step-3.7-Flash.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like syscv-community/sam-hq-vit-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like tencent/Hy4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like thinkingmachines/Inkling-2-Small-MXFP8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like thinkingmachines/Inkling.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like yonigozlan/EdgeTAM-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like zai-org/GLM-4.1V-9B-Thinking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like zai-org/GLM-5.3-Flash.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like zai-org/GLM-Image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a larger model that sees. Defaults like zai-org/GLM-OCR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of a layer that works on each token by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of the computer that computes: the CPU or a graphics card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like FunAudioLLM/Fun-ASR-Nano-2512-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like Qwen/Qwen2-Audio-7B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like Qwen/Qwen3-ASR-1.7B-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like dots-studio/dots3-note-prev.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like facebook/pe-av-large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like google/gemma-3n-E4B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like google/gemma-4-e2b-it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like google/medasr.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like hf-audio/MOSS-Transcribe-Diarize-HF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like hf-audio/omniasr-ctc-300m-v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like ibm-granite/granite-speech-3.3-2b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like ibm-granite/granite-speech-4.1-2b-plus.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like ibm-granite/granite-speech-5.0-470m-turboctc.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like laion/clap-htsat-fused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like meta-models/Muse-Spark-Open-816B-A42B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like microsoft/Phi-4-multimodal-instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like microsoft/VibeVoice-1.5B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like mistralai/Voxtral-Mini-3B-2507.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like mistralai/Voxtral-Mini-4B-Realtime-2602.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like nvidia/NVIDIA-Nemotron-3.5-Transcribe-30B-A4B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like nvidia/Nemotron-3-Diarization.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like nvidia/audio-flamingo-3-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like nvidia/nemotron-speech-streaming-en-0.6b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like nvidia/parakeet-ctc-1.1b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like thinkingmachines/Inkling.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that listens. Defaults like zai-org/GLM-ASR-Nano-2512.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part that reads text. Defaults like stepfun-ai/Step-3.7-Flash.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pattern that turns a conversation into the one text a model was trained on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model. Defaults like AnnaZhang/lwdetr_small_60e_coco.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model. Defaults like PaddlePaddle/Not_yet_released.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model. Defaults like PaddlePaddle/UVDoc_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model. Defaults like Roboflow/rf-detr-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model. Defaults like facebook/dinov3-convnext-tiny-pretrain-lvd1689m.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model. Defaults like facebook/pixio-huge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model. Defaults like google/tipsv2-b14.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model. Defaults like google/vitdet-base-patch16-224.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model. Defaults like microsoft/resnet-50.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model. Defaults like microsoft/swin-tiny-patch4-window7-224.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model. Defaults like usyd-community/vitpose-base-simple.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model; says for each pixel what it belongs to. Defaults like facebook/sapiens2-pretrain-0.4b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model; says what a picture shows. Defaults like OpenGVLab/pvt_v2_b0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model; says what a picture shows. Defaults like PaddlePaddle/PP-LCNet_x1_0_doc_ori_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model; says what a picture shows. Defaults like czczup/textnet-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model; says what a picture shows. Defaults like facebook/convnextv2-tiny-1k-224.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model; says what a picture shows. Defaults like facebook/dinov2-with-registers-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model; says what a picture shows. Defaults like facebook/hiera-base-224.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model; says what a picture shows. Defaults like google/bit-50.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model; says what a picture shows. Defaults like microsoft/focalnet-tiny.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model; says what a picture shows. Defaults like microsoft/swinv2-tiny-patch4-window8-256.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture reader for use inside a larger model; says what a picture shows. Defaults like shi-labs/dinat-mini-in1k-224.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The probabilities of all answers sum to 100 %. A high one says that the model is sure, which is not the same as right. In an untrained model all answers get about the same share.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt and all that is written must fit into it. Longer texts have to be cut or given in parts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The raw scores a model gives to every possible answer, before they are probabilities.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The result is always the same for the same beginning. It is good for facts and short answers; longer texts often begin to repeat themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rule that turns scores into probabilities that sum to one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same, and it knows capital letters: the checkpoint of the Hugging Face course.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings with which a model writes: temperature, top-k, the longest text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The short name of an architecture in a config, such as bert or gpt2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The special token that marks a gap for the model to fill.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table of this model has {vocab_size:row} of {hidden_size:number} each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor has one table of numbers for each colour: red, green and blue. The numbers were brought to the range that the model was trained with. Its shape is pictures, colours, height and width.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor of a picture: its colours as numbers, line by line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text part of Gemma 3; continues text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text you give a model to start from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer here is a {tokenizer_class} from {tokenizer}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tree shows every module with the shape of what it returns and how many parameters it holds. Equal neighbours are folded into one line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The unit in which files and memory are counted: one byte holds one small number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vector of a token on its way through the layers; each layer adds to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vector that stands for a token at the start, looked up in a table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vectors of all tokens after a layer: what the model has made of them so far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vocabulary is settled before training and does not grow. A word that is not in it is cut into pieces that are. Each token in the list has its number, the ID.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vocabulary of this model has {vocab_size:token}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The website where people publish checkpoints, data and demos: huggingface.co.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights of this model are {dtype}: {bytes} in all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights of this model occupy {bytes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights of this model take {bytes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights of this model were drawn with seed {seed:plain}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This happens when a checkpoint is loaded into a class with other parts, such as a new head. The old parts know what they learned; the new ones know nothing until they are trained. Answers that pass through the new parts mean nothing yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model chooses among {labels:label}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model does it with {heads:attention head} in each of {layers:layer}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has {heads:attention head} in each layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has {labels:label}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has {layers:layer}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has {parameters:parameter}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model is a {class_name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model is on {device}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model knows {vocab_size:different token}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model reads at most {max_length:token}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model was built from a {config_class}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model was loaded at revision {revision}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too small, and the model hardly learns in the time there is. Too large, and each step overshoots: the loss jumps about, or grows without end. It usually rises in the first steps (warm-up) and falls towards the last ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training a trained model a little further, for a task of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training shows a model very many examples and nudges every weight a little after each, so that the answer gets better. The result is kept in a checkpoint. What the examples did not hold, the model does not know.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transformers read all tokens at once and let them look at each other, layer after layer. They were introduced for translation and now work for text, pictures and sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Translation and summarising are typical tasks. The encoder reads all of the original; the decoder writes token by token and looks back through cross-attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns a picture into a better one. Defaults like caidas/swin2sr-classicalsr-x2-64.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns one text into another. Defaults like facebook/m2m100_418M.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns one text into another. Defaults like facebook/nllb-moe-54b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns one text into another. Defaults like facebook/wmt19-en-ru.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns one text into another. Defaults like google/long-t5-local-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns one text into another. Defaults like google/pegasus-x-large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns one text into another. Defaults like google/switch-base-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns one text into another. Defaults like nvidia/audio-flamingo-3-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns one text into another. Defaults like nvidia/music-flamingo-2601-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns one text into another; listens to speech and writes text. Defaults like facebook/hf-seamless-m4t-medium.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns one text into another; marks the answer inside a given text. Defaults like allenai/led-base-16384.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns one text into another; sorts whole texts into classes. Defaults like google/umt5-small.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns sentences into numbers that are close when the meanings are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns text into sound. Defaults like eustlb/pocket-tts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns text into sound. Defaults like gradium/phonon-31m-en.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns the picture of a voice into sound. Defaults like espnet/fastspeech2_conformer_with_hifigan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns the picture of a voice into sound. Defaults like microsoft/speecht5_asr.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two texts run through the same model. Then vectors from inside the first run take the place of those of the second, at chosen layers and tokens. If the answer follows, what decides it was in these vectors. The model itself is not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two texts that go into a model together, as text A and text B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Using a trained model to get answers, as opposed to training it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights and inputs must be on the same device. A CPU is always there; a graphics card is much faster for large models, but its memory is separate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights can be stored as small whole numbers and a scale. That takes a quarter of the memory of float32, and the answers change a little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights of many gigabytes are written as several files, with an index that says which tensor is in which file. Together they are one checkpoint; loading puts them together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights that were changed, step by step, until the model&apos;s answers fitted its examples.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What attention computed for earlier tokens, kept so that it is not done again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What could come after the text: a probability for each token that the model knows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is cut off is not read at all, so the answer can change. This program does not cut silently: it says that a text is too long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What loading found: which weights came from the checkpoint and which did not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What makes a picture or a sound into the tensor that a model reads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was downloaded from the Hub stays in a folder on this computer, shared by all programs that use the same library. Opening a checkpoint again then needs no network. Old ones can be deleted; they can always be downloaded again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you have before you: the model, the texts, the views and their settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you may do with a checkpoint: use, change, pass on, sell.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When a model writes text token by token, the earlier tokens stay the same. Their keys and values are kept in memory, so that each new token costs only its own part.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When texts of different lengths are run together, the shorter ones are filled up. The attention mask has a one for each real token and a zero for each filling, so that the model does not look at the filling.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When the model is sure, that may be one token; when it is not, it may be hundreds. So the choice adapts. It is also called nucleus sampling.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the weights and all that is computed must fit while a model runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether a text B follows a text A, or comes from elsewhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether shorter texts are filled up at their end or at their beginning.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which characters of the text a token stands for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With sampling the same beginning gives another text each time, unless the seed is the same. It makes texts livelier than always taking the likeliest token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the heads that it was first trained with. Defaults like ModernVBERT/colmodernvbert-merged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the heads that it was first trained with. Defaults like vidore/colpali-v1.2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the heads that it was first trained with. Defaults like vidore/colqwen2-v1.0-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words in front of a conversation that tell the model how to behave.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like BAAI/AltCLIP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like CIDAS/clipseg-rd64.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like HuggingFaceM4/Idefics3-8B-Llama3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like HuggingFaceM4/idefics-9b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like HuggingFaceM4/idefics2-8b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like LanguageBind/Video-LLaVA-7B-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like OFA-Sys/chinese-clip-vit-base-patch16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like Qwen/Qwen2-Audio-7B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like deepseek-community/Janus-Pro-1B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like florence-community/Florence-2-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like google/gemma-4-12B-it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like google/videoprism-lvt-base-f16r288.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like hf-audio/MOSS-Transcribe-Diarize-HF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like kakaobrain/align-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like llava-hf/LLaVA-NeXT-Video-7B-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like llava-hf/llava-onevision-qwen2-7b-ov-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like llava-hf/llava-v1.6-mistral-7b-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like llava-hf/vip-llava-7b-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like mistralai/Mistral-Large-4-1T-A52B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like mistralai/Mistral-Small-3.1-24B-Instruct-2503.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like nvidia/NVIDIA-Nemotron-3.5-Transcribe-30B-A4B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like omlab/omdet-turbo-swin-tiny-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like thinkingmachines/Inkling-2-Mini.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like thinkingmachines/Inkling-2-Small-MXFP8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like westlake-repl/Evolla-10B-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures and text. Defaults like zai-org/GLM-ASR-Nano-2512.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures. Defaults like ETH-CVG/lightglue_superpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures. Defaults like facebook/sam2.1-hiera-tiny.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures. Defaults like facebook/sam3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures. Defaults like syscv-community/sam-hq-vit-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on pictures. Defaults like yonigozlan/EdgeTAM-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like FunAudioLLM/Fun-ASR-Nano-2512-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like HKUSTAudio/xcodec2-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like bosonai/higgs-audio-v2-generation-3B-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like bosonai/higgs-audio-v2-tokenizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like descript/dac_16khz.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like espnet/fastspeech2_conformer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like espnet/fastspeech2_conformer_with_hifigan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like eustlb/pocket-tts-audio-tokenizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like google/medasr.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like hf-audio/omniasr-llm-300m-v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like ibm-granite/granite-speech-5.0-470m-turboctc.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like microsoft/VibeVoice-1.5B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like microsoft/VibeVoice-ASR-HF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like mistralai/Voxtral-Mini-3B-2507.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like mistralai/Voxtral-Mini-4B-Realtime-2602.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like neuphonic/neucodec.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like nvidia/nemotron-3.5-asr-streaming-0.6b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like nvidia/nemotron-speech-streaming-en-0.6b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like nvidia/parakeet-ctc-1.1b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like nvidia/parakeet-rnnt-0.6b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like nvidia/parakeet-tdt-0.6b-v3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like sesame/csm-1b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like swiss-ai/wavtokenizer-large-unify-40token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works on speech and sound. Defaults like vibevoice/VibeVoice-1.5B-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes an output for a given input. Defaults like Qwen/Qwen2.5-Omni-7B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes down speech, letter by letter in step with the sound. Defaults like hf-audio/omniasr-ctc-300m-v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like CohereForAI/aya-vision-8b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like CohereLabs/North-Micro-Vision-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like CohereLabs/command-a-vision-07-2025.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like HuggingFaceTB/SmolVLM2-2.2B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like KamilaMila/FastVLM-7B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like LGAI-EXAONE/EXAONE-4.5-33B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like LiquidAI/LFM2-VL-1.6B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like LiquidAI/LFM3-VL-2B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like MiniMaxAI/MiniMax-M3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like OpenGVLab/InternVL3-1B-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like PaddlePaddle/PP-Chart2Table_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like PaddlePaddle/PP-FormulaNet_plus-L_safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like PaddlePaddle/PaddleOCR-VL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like Qwen/Qwen2.5-Omni-7B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like Qwen/Qwen3-Omni-30B-A3B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like Qwen/Qwen3-VL-30B-A3B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like Salesforce/instructblip-flan-t5-xl.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like allenai/Molmo2-8B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like baidu/ERNIE-4.5-VL-28B-A3B-PT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like baidu/Qianfan-OCR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like baidu/Unlimited-OCR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like deepseek-community/DeepSeek-OCR-2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like deepseek-community/deepseek-vl-1.3b-chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like deepseek-community/deepseek-vl-7b-chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like facebook/Perception-LM-1B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like facebook/chameleon-7b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like google/diffusiongemma-26B-A4B-it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like google/pix2struct-base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like ibm-granite/granite-for-docling-500m.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like lerobot/pi0_base.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like lightonai/LightOnOCR-1B-1025.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like lkhl/VideoLLaMA3-2B-Image-HF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like llava-hf/llava-v1.6-mistral-7b-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like meta-models/Muse-Glimmer-30B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like meta-models/Muse-Spark-Open-816B-A42B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like microsoft/kosmos-2-patch14-224.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like microsoft/kosmos-2.5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like microsoft/udop-large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like moonshotai/Kimi-K2.6.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like naver-hyperclovax/HyperCLOVAX-SEED-Think-32B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like nvidia/Cosmos3-Edge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like nvidia/Cosmos3-Nano.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like nvidia/Nemotron-3-Nano-Omni-30B-A3B-Reasoning-BF16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like openbmb/MiniCPM-OCR-1.0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like openbmb/MiniCPM-V-4.6.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like openbmb/MiniCPM-V-4.7-1B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like rhymes-ai/Aria.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like stepfun-ai/Step-3.7-Flash.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like swiss-ai/Apertus-v1.5-8B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like tencent/Hy4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like thisisiron/Ovis2-1B-hf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like zai-org/GLM-4.1V-9B-Thinking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like zai-org/GLM-4.5V.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like zai-org/GLM-5.3-Flash.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text. Defaults like zai-org/GLM-OCR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures and text; says what a picture shows. Defaults like google/shieldgemma-2-4b-it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures, sound or text. Defaults like Qwen/Qwen2.5-Omni-7B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures, sound or text. Defaults like Qwen/Qwen3-Omni-30B-A3B-Instruct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures, sound or text. Defaults like ibm-granite/granite-speech-3.3-2b.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures, sound or text. Defaults like ibm-granite/granite-speech-4.1-2b-plus.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes text about pictures, sound or text. Defaults like kyutai/stt-2.6b-en-trfs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing text token by token: guess the next one, add it, guess again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your last run had {run_texts:text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your last text became {run_tokens:input ID}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your last text became {run_tokens:token}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batch size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>buffer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>buffers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>activation patching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>architecture tree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bfloat16 gives up digits to keep the range, which suits training. A checkpoint stored in it takes half the memory of float32.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>byte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>causal language model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chat template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>classification</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>classification head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>commit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>config</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>config.json</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>context length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cross-attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dropout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dtype</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>eager attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>embedding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>encoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>encoder-decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end of sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fine-tuning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float16 halves the memory. Its range is small: values above about sixty-five thousand become infinite. Graphics cards compute fast with it, most CPUs do not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float32 takes four bytes a number, float16 and bfloat16 two, int8 one. Fewer bytes save memory and lose digits. Input IDs are whole numbers, int64.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forward pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gated checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>generation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>generation config</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>greedy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>image patch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>int64</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>int8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>integrated gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>join</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>joins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key-value cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key-value heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leave one out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left-over file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left-over files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>letter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lines are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>load report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>logit lens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>logits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mask token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>masked language model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>masks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mixture of experts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next-sentence prediction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>offset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>padding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>padding side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pair of texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>parameter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pickle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>piece</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pieces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pixel_values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pooler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>position embedding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>positions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prediction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>preprocessor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every token, shaded by how surprising it was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The most surprising tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text has no token that the model could expect.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Surprise. {headline}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{token}: the model says nothing about this one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quantisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>questions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>random number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>random weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>repetition penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>residual stream</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>revision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>safetensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sampling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sampling rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>setting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>snapshots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>softmax</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>special token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>standard deviation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>streaming</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>system message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>term</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>terms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>thread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tied weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look closer at the cell that is pointed at (+)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show more around it (−)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all of it (Home)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{told} (Shift and arrow)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show this pair of tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to this cell and read its number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token type IDs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>adapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quantised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no config.json</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>models inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>top-k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>top-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trained weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transformer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transformers recognises an architecture by its model type, a short word in config.json. It decides which config class and which model classes belong together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>truncation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>untrained twin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>usable text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>usable texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vector norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vocabulary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much attention differs, {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: a full cell is {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosine similarity of both models, {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: a full cell is 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A score on a scale of the model&apos;s own: any number, not a probability.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of {out_of} possible answers; if all were equally likely, each would get {uniform}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} × {columns}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {sides} {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows {top} to {bottom} and columns {left} to {right} of {sides} {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each cell is one of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each cell is the largest of {down} × {across}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The largest of {count} here: {told}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with another one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The second model needs {needed} beside the one in memory, but only {free} are free. Nothing was loaded. Close other programs, or compare with a smaller model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be given this text. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” has no tokenizer of its own, and that of “{main_name}” does not fit it: it knows {tokens} tokens and not {main_tokens}. So it cannot be given this text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page before: {spoken}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which page: {spoken}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next page: {spoken}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first} to {last} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The process that fills in chat templates could not be started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template of this checkpoint did not finish within {patience:.0f} seconds and was stopped: it seems to loop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template of this checkpoint takes too much memory and was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The process that fills in chat templates ended unexpectedly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template refuses these messages: {told}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> It may take them without the system message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template of this checkpoint is broken, in its line {line}: {told}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template of this checkpoint tried to use something that a template may not touch, and was stopped: {told}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template makes a text of {told} characters, which is too long to be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template asks for something that these messages do not have: {told}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat templates need a package that is missing or too old.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template of this checkpoint failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(nothing)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is an adapter: it holds only the changes that fine-tuning made, not the model itself. Its adapter_config.json does not say which model it belongs to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is an adapter for {base}: it holds only the changes that fine-tuning made, not the model itself. This program cannot apply adapters yet, but it can open {base}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {base}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show {base} on the Hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is made for {software}, which this program cannot read. Many models are also on the Hub as safetensors: look for that version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds weights for {software} ({file}), which this program cannot read. Many models are also on the Hub as safetensors: look for that version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a diffusers pipeline: several models that work together. This program opens one transformer at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has the older layout of sentence-transformers: its transformer is in the folder {first} inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is the output of a training run. The models are in the folders inside; {first} is the newest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a folder of the Hugging Face cache. The model is in {first} inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds no model itself, but folders inside do: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sentence} Only models at the top of a repository can be downloaded here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {first}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a part of a diffusers pipeline ({class_name}). transformers cannot build it, so it cannot be opened here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has weights ({file}) but no config.json, and weights alone do not say how their model is built. Choose another checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds weights ({file}) but no config.json, and weights alone do not say how their model is built. Put the config.json of the same checkpoint beside them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds a tokenizer ({file}) but no model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds the state of a training run ({file}) but no model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} needs the package {package}, which is not installed. Install it where Transformer Explorer is installed and start the program again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{method}, {bits} bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights of {name} are packed into fewer bits (quantised), and nothing in it says how. Look for the model without quantisation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is quantised ({method}) in a way that transformers does not know, so its weights cannot be unpacked here. Look for the model without quantisation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is quantised ({method}): its weights are packed into fewer bits, and unpacking them needs {package}, which is not installed. Look for the model without quantisation, which can be opened here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is quantised ({method}): its weights are packed into fewer bits. {package} is installed, but this program shows only weights that are not packed. Look for the model without quantisation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is quantised ({method}): its weights are packed into fewer bits, and this program shows only weights that are not packed. Look for the model without quantisation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is an archive. Unpack it, then open the folder that holds config.json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a picture, not a model. Open a model that reads pictures first, then drop the picture onto the window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a sound, not a model. Open a model that reads sound first, then drop the sound onto the window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is empty or not a regular file, so it holds no model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a part of a training run, not a model. Choose the folder that holds config.json and the weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a file, and a model is a folder. Choose the folder that holds config.json and the weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open its folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is beside a config.json, but transformers only looks for model.safetensors and pytorch_model.bin there. Rename a copy of it, or open the folder as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list of files without an end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file without a size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file that is a folder as well</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason}; it begins with {start!r}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it leads from one address to the next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it leads to an address that is not a web page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it leads from an encrypted page to an open one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listing the model types of transformers {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no setting can have this name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not a number (NaN)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expected text, such as “float32”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is {value:g}, but must be a tiny number above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is {value:,}, but must be at least {low}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is {value:,}, but at most {high:,} can be built</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>models can only be computed in {known}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expected an object that gives each number a label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count:,} labels are more than {most:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{key}” is not the number of a label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its files cannot be read ({error})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>modules.json names the folder “{path}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} works on single tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is a {kind}, which is not computed here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} adds its input to its output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} has no usable weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} needs the function {name}, which is not known here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it pools by “{mode}”, which is not known here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its weights have {size:,} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is of the dtype {dtype}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds no weights by name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there are more than {most:,} tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a tensor has no name, or one without an end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds no tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This class reads its answer at the last token of each row, and its config names no padding token. Fill the rows up with one ID that is not the last token of any row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing text {row} with the text alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the batch = alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared: {name} of each text, in the batch and alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each text gives the same numbers in this batch as alone; the largest difference is {most:.1g} of the largest number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers in this batch differ from those of each text alone: for {texts}, by up to {most} of the largest number. {why} Run a text alone to see its own answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{kind} takes no attention mask, so padding is read like text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {kind} padding changes what comes out for a text, although the mask hides it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {kind} the texts of a batch influence each other, for example because experts have a limited capacity or positions stretch with the longest text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text {row}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not a regular file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line {line}, column {column}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not valid JSON: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not text in UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds more than {most:,} values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing (null)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not a JSON object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the number is too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you may not read this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has {size:,} bytes, more than the {most:,} that are read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text has {length:,} characters, more than {most:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text holds half a character (a lone surrogate)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its values are nested more than {depth} levels deep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program crashed the last time it ran. The details say what it was doing then; they help to report it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last time the system ended the program, for example because the computer ran out of memory. What was not saved is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a tokenizer for this model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cuts text into the input IDs that the model reads. The model has embeddings for {known} tokens, so a tokenizer with at most {known} fits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokenizers on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bundled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>downloaded, revision {commit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading which checkpoints were downloaded…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder with a tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was open the last time could not be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… ({characters} more)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without {prefix}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings could not be read, and the usual ones are used: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some settings could not be read and are left out: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sentence} The old file is kept as {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings cannot be saved in {folder}: {reason}. The program works, but it forgets its settings when it closes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ablation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} writes with a decoder of its own. Give it a target text as well, and each token of that text is asked about.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} says nothing about single tokens. A model that fills in masks or continues a text does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run has no logits for single tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Masking each token needs the mask token of a tokenizer, and this model has none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Masking each token in turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{token}: probability {share}, {bits} bits, rank {rank}. The first choice was {best} with {best_share}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each token was asked for after the tokens before it. Nothing comes before the first, so it is not counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss {loss} · perplexity {perplexity} over {tokens} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model reads in both directions. One token after the other was masked, and the model was asked for it with all other tokens visible. So this is a pseudo-perplexity; it cannot be compared with that of a model that reads from left to right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each token of the decoder&apos;s text was asked for after the tokens before it, with the whole input visible. Nothing is asked about the first one: it only starts the text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to measure here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The most surprising token is {token}: the model gave it {share}, that is {bits} bits of {term}. It expected “{best}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>surprisal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The least surprising one is {token}, with {share}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mean over {tokens} tokens is the {loss_term}, {loss}. As {term} it is {perplexity}: the model was as unsure as if it chose among that many tokens each time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {term}, so every token surprises it about equally.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How surprising this text is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Surprise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking about every token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running again to draw the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no head over the vocabulary that its layers could be asked through: it gives vectors, not words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text is too long for its attention to be drawn here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The attention of {name} is not drawn: its layers shorten the text or look through a window, so their weights are not between these tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text has {length} tokens: there is no position {position}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing layer {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{label} has {count} heads: there is no head {head}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights from each token add up to 1 (farthest off: {worst}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In some maps the weights from a token do not add up to 1: a part goes to no token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vectors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each token has an answer: choose one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The input was given as IDs, so there is no text to cut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text has {count} characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text became {tokens}, each with its ID.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} were added for the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} was added for the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each token became a vector of {size} numbers. The first {drawn} are drawn: red is below zero, blue above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The encoder reads the input: every token attends to the tokens drawn beside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layer mixes tokens without attention that could be drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In head {head}, {chosen}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{whose} attends most to {tokens}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the input it attends most to {tokens}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the logit lens ranks first is shown with the answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The layer turned this vector by {turned} (1 minus the cosine).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The logit lens now ranks “{word}” first, {share}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This class answers with vectors, not with scores.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last vector gives a score on a scale of the model&apos;s own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last vector gives a score to each of {count} possible answers; softmax turns the scores into probabilities.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This class gives no answer in words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{best}”, {share}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second is “{second}” with {share}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run as a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{tokens} went through {layers}. The picture shows what each layer attended to from {chosen}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{answer}” comes first from layer {number} on, with {share} there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{tokens} and {layers}, seen from {chosen}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text with the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to show the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+{count} tokens hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each column shows the last of its layers up to this step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, ID {id}. Click: draw the run from here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vector of {name}. Click: all of its numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{label}: {name} attends to {other} with {share}. Click: this attention in full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers {first}–{last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} after {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the lens ranks “{ranked}” first, {share}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{whose} gives it {weight}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {step} of {steps}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space pauses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space plays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>← → steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Return shows the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>G guess first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>G no guessing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc ends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… and {rest} more, included in Copy and Save.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One map between {tokens} tokens needs {needed} while it is computed, but only {free} of memory are free. Close other programs, or use a shorter text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It asks for a model of more than {most:,} modules, which is too large to build here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The trial run without numbers took too long and was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A tensor can be saved as .npy or as .csv: choose one of these endings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This tensor has {numbers} numbers, too many for a table (at most {most}). Save it as .npy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model as a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{repeats} layers, one after the other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shares its weights with another part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} in {repeats} layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: mostly at {place}, {most}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sentence}. The fullest shade is {most}, the largest weight here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention over what the model was given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its name holds a character that is not allowed in names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows and columns of the two maps are different tokens, so their weights cannot be compared one by one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write  ⏎</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the model continue this text (Return)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A cell of this table is longer than {most} characters. Perhaps a quotation mark opens it, and none closes it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no text in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of its {count} rows can be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a workbook. Save its sheet as CSV, and open that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds no text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is cut off in the middle of a character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has no such column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its text is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its text has {count} characters, more than {most}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds half a character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cutting the texts into tokens: {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This tokenizer cannot read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has no tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has {tokens} tokens, and this model reads at most {most}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no {mask} in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {all} texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{kind} mixes the rows of a batch, so every text was run alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} of different batches were run alone as well: the largest difference is {most:.1g} of the largest number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy {share} ({right} of {all})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean loss {loss:.3f}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{texts} answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} cannot be run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss of a row is that of its own text: the mean of −ln p over its tokens, each asked for after those before it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss of a row is −ln p of its label at the first mask.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss of a row is −ln p of its label.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No text could be run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{texts} went through the model in {time}, {each} each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mean {term} is {loss}. {means}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was least sure of line {line}, “{text}”: “{answer}” with {share}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} could not be run. Line {line}: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {term}, so these answers mean nothing yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table of texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each text was run alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts of equal length went through together, up to {tokens} at once, so none was filled up with padding.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{right} of {all} answers are the label of their row: the {term} is {share}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The commonest mistake in the {term}: {times} it said “{answer}” where the label is “{label}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>confusion matrix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer of this model is called {labels}, so these rows are not judged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{labels} cannot be said in one token, so these rows are not judged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Many texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model reads no text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} gives no single answer to a text. Models that fill in a word, judge a text or say the next word do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has no tokenizer yet, so it cannot read texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running the texts of the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>semicolon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vertical bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts, one in each line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste or type texts here, one in each line. Rows of a spreadsheet work too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each row runs by itself, in the background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>‹ One text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the single text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use these texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV, TSV or plain text, up to {count} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try an example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The right answer of each row, to be compared with the model&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first row names the columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other texts…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables and texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a table of texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pasted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} with a label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>columns separated by a {sign}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one text a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line {line}: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; and {count} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out: {rows} ({first}{more}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table has at most {most} rows; {more} after them are not read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What has an answer keeps it; Run goes on from there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every row with every digit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels against answers; a cell shows its rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all rows again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sorted by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn the order round</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confusion matrix: rows are labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows are labels, columns are answers. A click shows the rows of a cell.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run {texts}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cutting the texts into tokens…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {all}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sentence} · stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sentence} · about {time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label “{label}”, answer “{answer}”: {rows} ✕</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>descending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ascending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label {label}, answer {answer}: {count} of {all}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of these tokenizers could be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lab takes texts of up to {most} characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cutting the text with {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This word has {letters}; the steps are shown of up to {most}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>byte-pair encoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list of whole words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a program of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{tokens} · {each:.1f} characters per token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · {count} special added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>written in Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>knows {tokens}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No tokenizer could be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} makes {tokens} of {characters}: {each} each. It cuts by {kind} and knows {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{least} needs the fewest and {most} the most. A model reads one token after the other, so the same text is longer for the one than for the other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An ID means something only to its own tokenizer: the same number is another piece elsewhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One text, several tokenizers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start: the word as its smallest pieces, {pieces}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {number} of {all}: rule {rank} of {rules} joins “{left}” and “{right}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole word is in the vocabulary: it stays one piece.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No piece of the vocabulary fits here: the whole word becomes “{piece}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of all ways to cut the word this one has the largest sum of scores: {scores} = {total:.2f}. A score is ln p of a piece.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{pieces} not in the vocabulary, then </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first} … {last} not in the vocabulary ({count} tried), then </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Left: “{rest}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {number} of {all}: {tried}“{piece}”, the longest piece that fits.{rest}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{word}” becomes {tokens}: {pieces}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By {kind}: it begins with {start}. Again and again the rule that comes first in the list of {rules} joins two neighbours, until no rule fits: {joins}. The first of these rules has number {first}; rules were learned in this order, frequent pairs first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By {kind}: none of the {rules} rules joins two of its pieces.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By {kind}: from the left it looks for the longest piece among {vocabulary}, then goes on behind it. {tried} were looked up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked: the steps end in exactly the tokens that the tokenizer gives.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These steps end in other tokens than the tokenizer gives, so it does more than they show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How a word is cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokenizer lab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cutting the text with several tokenizers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cutting a word step by step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The unbelievable towers were taller than anyone had imagined: 1,234 m!</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one text, cut by several tokenizers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text for all tokenizers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a text for all tokenizers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every token of every tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Six tokenizers are shown at once. Remove one to add another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a tokenizer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (the model in memory)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The step before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{word}”, step by step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked: the last step is exactly what the tokenizer gives.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer gives other tokens than these steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text becomes no token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This tokenizer is a program of its own: it has no steps to show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its tokens cannot be told by words here, so there are no steps to show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a token, or press Return on it, to see how its word was cut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This token was added: it is not cut from a word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Masked words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some words are hidden, and it learns to fill them in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It reads a text and learns to guess what comes next, at every token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It reads a text and learns which of a few labels it has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It reads one text and learns to write the other one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Teach it your labels: it gets a new head for them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no output for this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} reads no text, and only text is taught here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no output that could be compared with a right answer. Classes for masked words, the next token, labels and text to text can be trained.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not compute a loss: it takes no right answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights of this model stay in their files because memory does not hold them, so there is no room to train it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has weights of whole numbers ({kinds}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only {texts}: the model will learn them by heart instead of what they have in common.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No text is held out, so nothing shows what it makes of a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} of the tokens are unknown to its tokenizer: it sees the same sign for all of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Capitals of the mini world</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Facts of the mini world</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Little stories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reviews, positive and negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line {line}: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be used: {why}. At most {most} are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be opened: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is not text. Choose a TXT, CSV or JSON Lines file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the first {most} texts are used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has {signs} characters, and a text may have {most}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds half a character, as a cut emoji leaves one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>some of its letters could not be read: save the file as UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is no row of a table: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has {cells}, and the header names {columns}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table is empty: it has not even a header.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table of {columns} columns is too wide.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first line has to name the columns, each with a name of its own. Here it is: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the column “{column}” is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying a few steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the first questions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copying the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the training data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has no labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sentences about countries and their capitals: learned in seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sentences about animals, colours, families, numbers and more: takes minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short stories about animals and their friends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short reviews of films, meals and hotels, each positive or negative.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cutting the texts into tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this model has no embedding for a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tokenizer makes no tokens of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put {mask} where a word is to be guessed: it was trained for that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Snapshot {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training: step {step} of {steps}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps: a whole number from 1 to 1,000,000.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate: a number above 0, up to 10. Usual are 0.00001 to 0.01.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch size: a whole number from 1 to 4,096.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length: a whole number of tokens, 2 at least.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed: a whole number from 0 on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time: a number of seconds, 0 for no limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warm-up: a share of the steps, from 0 to 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight decay: a number from 0 to 1. Usual is 0.01.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of hidden tokens: above 0, up to 1. Usual is 0.15.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exams and snapshots: every so many steps, 0 for the usual.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with gaps, guesses the hidden words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and guesses, at every token, the one that comes next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and guesses the label of each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and guesses, token by token, the text that belongs to each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It had no output for these labels, so it got a fresh head for them: {labels}. The rest of it stays what it was, and learns as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It learns on a copy: the model in memory stays as it is until you open a {snapshot}. The copy takes {total} of memory: {weights} for its weights, {gradients} for their gradients, {optimizer} for the optimizer, {activations} for one batch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>snapshot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is about to learn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In every {step} it reads {texts} {reads}, and all {parameters} move a little towards the right answers: at most {rate:g} each time, the {learning_rate}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It learns from {title}: {texts}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{held_out} are {term}: it is judged by them and never learns from them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{step} of {steps} are made, at {speed:.0f} a second. Nothing is lost: it goes on exactly as without the pause.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training is paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {steps} are made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The time is over after {steps}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You ended it after {steps}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{why}; computing them took {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the last {snapshot} to use what it learned, or an earlier one to see what it knew then. “Save as…” keeps it, with a card that says how it was trained.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has learned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An unfinished training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was left after {step} of {steps}, and the model in memory has the weights of that step. Continue, and it goes on as if nothing had happened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same text went through {snapshots}; all of it took {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from step {step} on {word} ({share})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its first answer was {changes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One text, every snapshot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The snapshots are deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{freed} are free again. The model in memory keeps the weights that it has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {loss} on texts that it never learned from went from {first:.2f} to {last:.2f}, and it answers {share} of them right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was lowest, {lowest:.2f}, at step {step}. From there on it learned its texts by heart: that is {overfitting}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>overfitting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At step {step} {answer} came first for {text}. It was given no rule for this, only texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text}: before {before}, now {now}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it was asked of its former knowledge, it still answers as before: {questions}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It also unlearned something: {changed}. That is {forgetting}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forgetting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking what this model can learn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Getting ready to train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pausing the training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ending the training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the snapshot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running the text through every snapshot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleting the snapshots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for unfinished trainings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the unfinished training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it learns from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste it, drop a file, or open one: TXT, CSV or JSON Lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My own text…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each step asks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How it learns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About {time} here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It needs {total} of memory: weights {weights}, gradients {gradients}, optimizer {optimizer}, activations {activations}. {free} are free. Smaller batches need less.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A training was not finished: {title}, step {step} of {steps} ({size}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My own text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste your text here: one text to a line, or a table with a header. Twenty lines are a start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column with the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column with the label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column with the answer text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A text to learn from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it will see</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It learns from {training} and is judged by {held_out} that it never sees.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {cut} longer than {length} tokens, the rest of them is left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} (never shown to it)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {more} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} left out: {lines}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how wrong it is, on texts it does not learn from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how wrong it is, on the texts it learns from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exam</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same questions again and again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it knew before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same questions after every {every}; it never learns from them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what it will be asked again and again; it never learns from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it writes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the likeliest token each time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After each step all weights have moved a little</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far each step moves the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts in each step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 sets no limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In tokens; the rest is left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed draws the same texts in the same order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>falls evenly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>falls as a cosine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stays the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Large steps first, small ones at the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the steps in which it rises</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pulls every weight towards 0 a little</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the tokens that it has to fill in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exam every … steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 gives about 25 exams</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Snapshot every … steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 gives about 12 snapshots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Snapshots of the training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>During training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step of the training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>go back to any snapshot and look inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the snapshots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A text for every snapshot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention of every head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} kept, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look inside at step {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save step {step}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step {step}: {layers} down, {heads} across</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Getting ready …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pausing …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ending …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End it at this step; it is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it learns from, and how</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model learns in front of you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Teach a model that knows nothing, from the first step on: watch its errors fall and its answers change. Or load a model, and it learns something new.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data and progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It starts from the model in memory: {state}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This training is of {name}, which is not the model in memory now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In training · step {step} of {steps}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adding up what each part adds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The parts of {name} do not add up to its logit ({total:.4f}, and the logit is {logit:.4f}): it does more on the way than add and norm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The parts add up to {total:.6f}; the logit of the run is {logit:.6f}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the parts add up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What contributed is added up for the tokens of a single text alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {name} it is not known for every layer what its attention and its feed-forward part add.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not go from its last vector through one norm and one matrix to its logits, so no part adds to a logit directly. Models of this kind norm after each sum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} bends its logits afterwards ({after}), so they are no sum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What enters the first layer of {name} was not seen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {name} the last vector is not the sum of what its parts add: a norm or a scale comes after them (post-norm). So no part adds to the logit directly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The head of {name} is no single matrix.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not read embeddings in place of tokens, so there is no line to walk along.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Even with {steps} points of the line the parts do not add up, so they are not shown. {sums}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The parts add up to {total:.5f}; the logit of the text less that of zero vectors is {difference:.5f}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no table of token embeddings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Given embeddings in place of tokens, {name} computes something else, so its gradients would be about another text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Integrating gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switching parts off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The head that matters most was switched off alone too: the probability differs by {apart:.1g}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a batch this model says something else than alone, so each head was switched off in a run of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in a batch = alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running both texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patching layer by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patching compares two single texts; the last run had several. Run one alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The counterpart has {count} tokens and this text {length}. Both need as many, so that each vector has its position.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With all vectors put in at once the counterpart gives {whole:.6f}, the text itself {original:.6f}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all vectors = the text itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying other words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This tokenizer has neither a mask token nor one for unknown words, so there is nothing to put in a word&apos;s place. Take words out instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leaving words out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of the texts was run alone too: its probability differs by {apart:.1g}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a batch this model says something else than alone, so each text was run alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each word was taken out, and the rest closed up: the text is shorter, and may be no sentence any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each word was replaced by {filler}: the other words keep their positions, and the model sees that something is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which words mattered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer in question is {name}, with {share}. {removal} This is called {term}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leave-one-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without {word} least is left of it: {left}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A drop shows that the answer depends on the word, or that the sentence is broken without it: try another word in its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other words in its place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other word could be tried.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are the model&apos;s own guesses for that place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are the tokens whose embeddings are most similar.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} other words were tried. {where}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most is left with {best}: {most}. Least with {least}: {few}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which heads carry it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each {head} was switched off alone: it gives zeros, and everything else is computed as ever. The numbers are points of probability that {name} gains or loses.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A block that is off adds nothing to the vectors: the {attention} or the {feed} of one layer. This is called {ablation}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ablation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the information is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is {term}: the text with another word was run once for each layer and each token, with one vector of your text&apos;s own run in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without any vector put in, {name} has {without} there. Your text gives {share}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Integrated gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{term}: the embeddings grow from zero vectors to those of your text, and at each of {steps} points the slope of the {logit} of {name} is measured. The slopes add up to what each token gives.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>logit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is about this model&apos;s arithmetic from zero vectors on, which no text is made of. Leaving words out is about texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What contributed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is {term}. The last vector is a sum of the embeddings and of what each head and each feed-forward part added. The bars are what each of these gives to the {logit} of {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>direct logit attribution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The final norm divides by the length of the whole sum. Its scale is fixed at what it was in this run, so that the parts can be added up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a part gives to later layers, and these to the answer, is not in its bar.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>embeddings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer {layer} head {head}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer {layer} attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer {layer} attention&apos;s bias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer {layer} feed-forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>biases of the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tried again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done again just now: {share}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done again just now: {share}, and {before} before. This model does not repeat itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} (logit {logit:.3f}, number {rank} of {out_of})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without {word}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With {word} replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One head off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The attention of layer {layer} off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed-forward block of layer {layer} off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One vector put in at token {place}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likeliest then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adds to the logit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why leaves words out, and this model reads no text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why asks about one text; this model reads several side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why needs an answer with a probability, and this model gives vectors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patching every layer and position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without {word}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{without}, it no longer says {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{nothing} The weights are random.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without {word} it is lost too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without {word} it is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{left}. That may be the broken sentence rather than the fact: with {other} in its place it is {kept}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without it, {name} falls from {before} to {left}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other word that was tried brings it back: at most {most}, with {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{word} decides it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That may be the broken sentence rather than the fact: no other word was tried.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{word} speaks against it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without it, {name} rises from {before} to {after}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer {layer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With these words the model gives {name} {share} anyway, so there is little to bring back. Type another counterpart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No single vector brings {name} back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the vector at {words} brings {name} back, up to {row}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vector of {where} brings {name} back, from {row} on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up to {carried} the vector at {words} brings {name} back; from {arrived} on that of {where} does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the gap itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the last token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{word} carries it through all layers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After {row} {where} holds it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its vector there alone makes the text with {other} say {name}: {value}, not {without}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cross</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The attention of layer {layer} is essential.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed-forward block of layer {layer} is essential.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without what it adds, {name} falls from {before} to {after}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{row} head {head}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place} carries it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switched off, {name} falls from {before} to {after}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No single head is essential.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switching off {place}, the strongest, changes {name} by {cost} points.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing stands out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no word that could be left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No single word{heads} changes {name} much. The strongest is {word}: without it {before} becomes {after}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, head or block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With so small a probability nothing can fall far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measured just now, with this model and this text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do this again now, alone, and show the number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try it: {headline}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text, each word with what the answer loses without it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is asked about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer in question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another answer, typed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or type another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is done to each word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each word taken out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each word replaced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why does it say</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the words and the Python of this card at the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each word taken out and the model run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer with one vector put in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A counterpart of equal length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another counterpart, with as many tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the information is, layer by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points the answer gains or loses with one part off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each one switched off alone, in points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Summary: each sentence was tested just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each part adds to the logit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each token adds to the logit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add up the parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Integrate the gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what each part adds to the logit by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what each token adds to the logit, from zero vectors on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sum of all parts is the logit, where a model only adds and norms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At least 32 runs with gradients, each about three times as long as a plain run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking why takes about {runs} of the model: about {seconds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No counterpart was found. Type one of equal length.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You stopped it. What is shown was measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure the rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sentences come as soon as they are measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken out, or replaced by the mask token or the one for unknown words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This tokenizer has no token to put in a word&apos;s place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {numbers}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>where the answer starts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>where the answer ends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{without}: {share}. Likeliest then: {then}. Click to do it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{word} is where the answer itself is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each word replaced by {filler}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bars: how likely {name} still is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{more} more words are in the CSV.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>feed-fwd</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a head to open it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The attention of layer {layer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed-forward block of layer {layer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activation patching: the text with {other} in place of {own} gets one vector of your text&apos;s own run. Filled cells: it says {name} again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{row}, {token}: {name} has {share}. Click to do it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{runs} in {seconds} · every number can be rerun: In Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the other {parts}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All bars add up to the logit of {name}, {logit:.3f}. The final norm&apos;s scale is fixed at what it was in this run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the other {tokens}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All bars add up to {difference:.3f}: the logit of {name} here, {end:.3f}, less that of zero vectors, {start:.3f}. {steps} points of the line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the gap at token {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of {token}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at token {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} off: {share}, {points} points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How likely the answer still is without each word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open another model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose other data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no text yet. Paste some lines, or choose a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It needs at least {needed} to learn from, and there {are} {texts}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{unusable} left out: {first}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To learn labels it needs texts with at least two different labels, and here {are} {labels}. Choose the column that holds the label.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The column “{column}” has {labels} different values for {texts}: these are not labels. Choose another column.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no column “{column}”. There are: {columns}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training this model takes {total}, but only {free} of memory are free: {weights} for the copy of the weights that learns, {gradients} for its gradients, {optimizer} for the optimizer, {activations} for what one batch leaves behind in each layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A smaller batch or a shorter length helps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A smaller model helps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the batch smaller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In step {step} the loss was no longer a number: the weights moved too far. The snapshot of step {good} is still good. Start again with a smaller learning rate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower the learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss has grown from {first:.2f} to {loss:.2f} by step {step}: it unlearns. The snapshot of step {good} is still good. Start again with a smaller learning rate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{class_name} could not be trained on this: its own code refused a step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This training is over and its snapshots were deleted. Start a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the Train tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no snapshot of step {step} any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The unfinished training in “{folder}” cannot be read any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A snapshot of {needed} could not be written: {why}. The training is paused at its last step. Make room on the disk, then continue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{answer}, right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{question} {answer}. Before: {before}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{answer}: steps {start} to {end}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing is kept yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was measured yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}, from {low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number {place} of {size}: {values}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{values} between {low} and {high}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
