"use strict";
// Draws a run and plays it: tokens as rows, layers as columns, attention as ribbons between them.

const run = JSON.parse(document.getElementById("run").textContent);
const last = run.steps.length - 1;
const [TOKENS, VECTORS] = [1, 2];
const STAYS = 1600; // milliseconds of a step while it plays: its sentence has to be read
const LEAST_LAYER = 76; // below this no word is read; the picture is scrolled instead
const byId = (id) => document.getElementById(id);
const pen = document.createElement("canvas").getContext("2d");
const family = getComputedStyle(document.body).fontFamily;

let step = last;
let timer = 0;
let parts = []; // what is drawn, with the first and the last step that shows it

// -- drawing ---------------------------------------------------------------------------------------

const unit = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

function add(parent, name, attributes, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  if (text !== undefined) node.textContent = text;
  return parent.appendChild(node);
}

function part(from, until = last) {
  const node = add(byId("picture"), "g", {});
  parts.push({ node, from, until });
  return node;
}

function wide(text, size, bold) {
  pen.font = `${bold ? 650 : 400} ${size}px ${family}`;
  return pen.measureText(text).width;
}

function elided(text, room, size, bold) {
  const signs = [...text];
  let shown = text;
  while (signs.length && wide(shown, size, bold) > room) {
    signs.pop();
    shown = signs.join("") + "…";
  }
  return shown;
}

/** Where everything is: of each stack its left edge and widths, and the height of a row. */
function measure() {
  const u = unit();
  const rows = Math.max(1, ...run.stacks.map((stack) => stack.lines.length + stack.gaps.length));
  // Short texts fill the page, long ones stand close.
  const roomy = Math.min(56 * u, Math.max(36 * u, (innerHeight - 370 * u) / rows));
  const line = rows <= 12 ? roomy : (rows <= 24 ? 28 : 20) * u;
  const gap = 28 * u; // between an encoder and its decoder
  const room = (byId("frame").clientWidth + gap) / Math.max(1, run.stacks.length) - gap;
  const chip = Math.min(108 * u, Math.max(64 * u, room * 0.22));
  const numbered = run.stacks.some((stack) => stack.tokens.some((token) => token.id >= 0));
  const id = numbered && room > 560 * u ? 46 * u : 0;
  const strip = Math.min(60 * u, room * 0.12);
  const rest = room - chip - id - strip - 14;
  let left = 0;
  const stacks = run.stacks.map((stack) => {
    const column = Math.max(LEAST_LAYER * u, rest / Math.max(1, stack.layers.length));
    const own = { left, column, width: chip + id + strip + 14 + stack.layers.length * column };
    left += own.width + gap;
    return own;
  });
  return { u, line, chip, id, strip, stacks, head: 30 * u, width: left - gap, rows };
}

const middle = (at, stack, row) => at.head + (run.stacks[stack].lines[row] + 0.5) * at.line;

function boxOf(at, stack, layer, row) {
  const { left, column } = at.stacks[stack];
  const width = Math.min(column * 0.68, 110 * at.u);
  const height = Math.min(at.line * 0.68, 28 * at.u);
  const right = left + at.chip + at.id + at.strip + 12 + (layer + 1) * column;
  return { x: right - width, y: middle(at, stack, row) - height / 2, width, height };
}

/** Where the ribbons that leave a token towards a layer begin. */
function startOf(at, stack, layer, row) {
  if (!layer) return at.stacks[stack].left + at.chip + at.id + at.strip + 8;
  const box = boxOf(at, stack, layer - 1, row);
  return box.x + box.width;
}

function ribbon(parent, at, stack, layer, source, target, attributes) {
  const [x, end] = [startOf(at, stack, layer, source), boxOf(at, stack, layer, target).x];
  const bend = (end - x) * 0.55;
  const [y, to] = [middle(at, stack, source), middle(at, stack, target)];
  const d = `M${x} ${y}C${x + bend} ${y} ${end - bend} ${to} ${end} ${to}`;
  add(parent, "path", { d, ...attributes });
}

function draw() {
  const picture = byId("picture");
  picture.replaceChildren();
  parts = [];
  const at = measure();
  const height = at.head + at.rows * at.line + (run.hidden ? at.line : 0) + 4;
  for (const [key, value] of Object.entries({ width: at.width, height })) {
    picture.setAttribute(key, value);
  }
  picture.setAttribute("viewBox", `0 0 ${at.width} ${height}`);
  run.stacks.forEach((stack, number) => drawTokens(at, stack, number));
  const layers = [];
  run.steps.forEach((each, place) => each.layer && layers.push([...each.layer, place]));
  for (const [number, layer, place] of layers) drawLayer(at, number, layer, place);
  for (const [number, layer, place] of layers) drawChosen(at, number, layer, place);
  if (run.hidden) {
    const { left } = at.stacks.at(-1);
    const y = at.head + at.rows * at.line + at.line / 2;
    add(part(TOKENS), "text", { x: left, y, "font-size": 11 * at.u, class: "more" }, run.hidden);
  }
  show(step, false);
}

function drawHead(at, x, text, from, room) {
  const size = 11.5 * at.u;
  const centred = room !== undefined;
  if (centred && wide(text, size, true) > room - 4) text = text.replace(/^.*\s/, "");
  const node = add(byId("picture"), "text", { x, y: 14 * at.u, "font-size": size }, text);
  node.setAttribute("class", centred ? "head middle" : "head");
  parts.push({ node, from, heading: true });
}

function drawTokens(at, stack, number) {
  const { left, width } = at.stacks[number];
  const size = 12.5 * at.u;
  const high = Math.min(at.line * 0.76, 30 * at.u);
  const tokens = part(TOKENS);
  const vectors = part(VECTORS);
  drawHead(at, left, run.words.tokens, TOKENS);
  if (at.id) drawHead(at, left + at.chip + 6, "ID", TOKENS);
  drawHead(at, left + at.chip + at.id + 4, run.words.vector, VECTORS);
  if (stack.chosen >= 0) {
    const y = middle(at, number, stack.chosen) - at.line / 2 + 1;
    add(tokens, "rect", { x: left, y, width: width - 2, height: at.line - 2, rx: 8, class: "band" });
  }
  for (const [line, full, short] of stack.gaps) {
    const y = at.head + (line + 0.5) * at.line + size * 0.35;
    const text = wide(full, 11 * at.u) > at.chip - 6 ? short : full;
    const how = { x: left + at.chip / 2 - 1, y, "font-size": 11 * at.u, class: "middle more" };
    add(tokens, "text", how, text);
  }
  stack.tokens.forEach((token, row) => {
    const y = middle(at, number, row);
    const own = row === stack.chosen;
    const chip = add(tokens, "rect", {
      x: left + 1, y: y - high / 2, width: at.chip - 4, height: high, rx: 6,
      class: own ? "chip own" : "chip",
      fill: token.special ? "var(--special)" : `var(--token-${token.position % 8})`,
      "fill-opacity": token.special ? 0.12 : 1,
    });
    add(chip, "title", {}, token.id < 0 ? token.name : `${token.name}, ID ${token.id}`);
    const name = elided(token.name, at.chip - 12, size, own);
    add(tokens, "text", {
      x: left + at.chip / 2 - 1, y: y + size * 0.35, "font-size": size,
      class: `middle name${own ? " own" : ""}${token.special ? " special" : ""}`,
    }, name);
    if (at.id && token.id >= 0) {
      const x = left + at.chip + 6;
      add(tokens, "text", { x, y: y + size * 0.35, "font-size": 11 * at.u, class: "id" }, token.id);
    }
    drawStrip(vectors, at, stack.vectors[row].map(Number), left + at.chip + at.id + 4, y, high * 0.8);
  });
}

/** The first numbers of a vector as stripes: blue and up above zero, red and down below. */
function drawStrip(parent, at, values, x, y, height) {
  const largest = Math.max(...values.map(Math.abs).filter(Number.isFinite)) || 1;
  const width = at.strip / values.length;
  add(parent, "rect", { x, y: y - height / 2, width: at.strip, height, fill: "var(--card)" });
  values.forEach((value, place) => {
    const share = Math.min(1, Math.abs(value) / largest);
    if (!(share > 0.004)) return; // not to be told from the ground
    add(parent, "rect", {
      x: (x + place * width).toFixed(2), y: value > 0 ? y - height / 2 : y,
      width: width.toFixed(2), height: height / 2,
      class: value > 0 ? "above" : "below", "fill-opacity": share.toFixed(3),
    });
  });
  add(parent, "line", { x1: x, x2: x + at.strip, y1: y, y2: y, class: "zero" });
}

/** All of a layer but the chosen token's row; where it has not come yet, dotted rails. */
function drawLayer(at, number, place, from) {
  const stack = run.stacks[number];
  const layer = stack.layers[place];
  const rails = part(0, from - 1);
  const others = part(from);
  const box = boxOf(at, number, place, 0);
  drawHead(at, box.x + box.width / 2, layer.head, from, at.stacks[number].column);
  for (const [source, target, opacity] of layer.faint) {
    const how = { class: "faint", "stroke-opacity": opacity };
    ribbon(others, at, number, place, source, target, how);
  }
  stack.tokens.forEach((_, row) => {
    const x1 = startOf(at, number, place, row);
    const y = middle(at, number, row);
    const { x, width } = boxOf(at, number, place, row);
    add(rails, "line", { x1, x2: x + width, y1: y, y2: y, class: "rail" });
    if (row !== stack.chosen) add(others, "line", { x1, x2: x, y1: y, y2: y });
  });
  stack.tokens.forEach((_, row) => {
    if (row !== stack.chosen) drawBox(others, at, number, place, row);
  });
}

/** What grows: the ribbons into the chosen token, and its box. */
function drawChosen(at, number, place, from) {
  const stack = run.stacks[number];
  const layer = stack.layers[place];
  const row = stack.chosen;
  if (row < 0) return;
  const group = part(from);
  const box = boxOf(at, number, place, row);
  const y = middle(at, number, row);
  const x1 = startOf(at, number, place, row);
  add(group, "line", { x1, x2: box.x, y1: y, y2: y, class: "own" });
  for (const [source, target, opacity, breadth] of layer.ribbons) {
    ribbon(group, at, number, place, source, target, {
      class: "ribbon", "stroke-opacity": opacity,
      "stroke-width": at.u * (1 + 11 * breadth), "data-weight": layer.weights[source],
    });
  }
  for (const [source, , opacity, breadth] of layer.cross) {
    const begin = boxOf(at, 0, run.stacks[0].layers.length - 1, source);
    const [x, top] = [begin.x + begin.width, middle(at, 0, source)];
    const [end, bottom] = [box.x + box.width / 2, box.y + box.height];
    const bend = (end - x) * 0.5;
    add(group, "path", {
      d: `M${x} ${top}C${x + bend} ${top} ${end - bend * 0.3} ${bottom} ${end} ${bottom}`,
      class: "cross", "stroke-opacity": opacity, "stroke-width": 1 + 7 * at.u * breadth,
      "data-weight": layer.cross_weights[source],
    });
  }
  drawBox(group, at, number, place, row);
}

function drawBox(parent, at, number, place, row) {
  const stack = run.stacks[number];
  const layer = stack.layers[place];
  const own = row === stack.chosen;
  const box = { ...boxOf(at, number, place, row), rx: 6 };
  const room = box.width - 6;
  const group = add(parent, "g", { "data-row": row, "data-layer": place, "data-stack": number });
  add(group, "title", {}, layer.tips[row]);
  add(group, "rect", { ...box, class: own ? "ground own" : "ground" });
  const lens = own ? "lens own" : "lens";
  add(group, "rect", { ...box, class: lens, "fill-opacity": layer.opacity[row] });
  const word = layer.words[row];
  const fits = (text, size) => wide(text, size * at.u, own) <= room;
  const sizes = [11, 10.5, 10, 9.5, 9];
  const full = ({ words, share }) => share ? `${words[row]}\u2002${share}` : words[row];
  const beside = own && stack.layers.every((each) => fits(full(each), sizes.at(-1)));
  const text = beside ? full(layer) : word;
  const size = sizes.find((each) => fits(text, each)) ?? sizes.at(-1);
  add(group, "text", {
    x: box.x + box.width / 2, y: middle(at, number, row) + size * at.u * 0.35, "font-size": size * at.u,
    class: own ? "middle own" : "middle",
  }, elided(text, room, size * at.u, own));
}

// -- words beside the picture ------------------------------------------------------------------------

function element(parent, name, kind, text = "") {
  const node = document.createElement(name);
  if (kind) node.className = kind;
  node.textContent = text;
  return parent.appendChild(node);
}

function writeSentence() {
  const [before, answer, after] = run.sentence;
  const head = byId("sentence");
  head.textContent = answer ? `${before.trimEnd()} ` : before;
  if (answer) element(head, "mark", "", answer).dir = "auto";
  head.append(after);
  head.classList.toggle("long", head.textContent.length > 160);
}

function writeAnswers() {
  const list = byId("answers");
  list.classList.toggle("away", !run.answers.length);
  list.querySelector("h2").textContent = run.words.answer;
  for (const answer of run.answers) {
    const line = element(list.querySelector("ol"), "li");
    element(line, "bdi", "word", answer.text);
    element(line, "span", "amount", answer.amount);
    if (answer.probability === null) continue; // no length stands for a number without a scale
    const bar = element(element(line, "div", "track"), "div", "bar");
    bar.style.width = `${100 * Math.max(0, Math.min(1, answer.probability))}%`;
  }
}

function writeRest() {
  byId("picture").setAttribute("aria-label", run.summary);
  byId("notes").textContent = run.notes.join(" ");
  byId("notes").classList.toggle("away", !run.notes.length);
  document.querySelector("footer").textContent = `${run.made} · ${run.words.keys}`;
  byId("deck").classList.toggle("away", last < 0);
  byId("slider").max = last + 1;
  byId("slider").setAttribute("aria-label", run.words.steps);
}

// -- the timeline -------------------------------------------------------------------------------------

/** The steps as dots, and their names where there is room; that of the shown step always. */
function drawDots() {
  const dots = byId("dots");
  const room = dots.clientWidth;
  const pad = 8 * unit(); // half of a slider's thumb
  const size = 12.5 * unit();
  const xOf = (place) => pad + (place * (room - 2 * pad)) / Math.max(1, last);
  dots.replaceChildren();
  for (const [kind, end] of [["", last], ["done", step]]) {
    const line = element(dots, "i", kind);
    line.style.left = `${pad}px`;
    line.style.width = `${xOf(end) - pad}px`;
  }
  const spans = run.steps.map((each, place) => {
    const width = wide(each.name, size, place === step) + 8;
    return { width, left: Math.max(0, Math.min(room - width, xOf(place) - width / 2)) };
  });
  let free = -1;
  run.steps.forEach((each, place) => {
    const now = place === step;
    const kind = `${place <= step ? "done" : ""}${now ? " now" : ""}`;
    element(dots, "b", kind).style.left = `${xOf(place)}px`;
    const { left, width } = spans[place];
    const own = spans[step];
    const hides = left < own.left + own.width && own.left < left + width;
    if (!now && (left < free || hides)) return;
    element(dots, "span", now ? "now" : "", each.name).style.left = `${left + 4}px`;
    free = left + width;
  });
}

function show(to, moving) {
  if (last < 0) return;
  step = Math.max(0, Math.min(last, to));
  const shown = run.steps[step];
  for (const { node, from, until, heading } of parts) {
    if (heading) node.classList.toggle("done", from <= step);
    else node.classList.toggle("away", step < from || step > until);
    node.classList.toggle("grows", moving && !heading && from === step);
  }
  byId("step-name").textContent = shown.name;
  byId("step-sentence").textContent = shown.sentence;
  const slider = byId("slider");
  slider.value = step + 1;
  const place = run.words.step.replace("{step}", step + 1).replace("{steps}", last + 1);
  slider.setAttribute("aria-valuetext", `${place}: ${shown.name}`);
  drawDots();
  const before = run.steps.slice(0, step + 1).findLast((each) => each.layer);
  if (before) reveal(...before.layer);
  else byId("frame").scrollLeft = 0;
}

/** The newest column comes into sight where the picture is wider than the page. */
function reveal(number, layer) {
  const frame = byId("frame");
  const at = measure();
  const box = boxOf(at, number, layer, 0);
  const [begin, end] = [box.x + box.width - at.stacks[number].column, box.x + box.width + 8];
  if (end > frame.scrollLeft + frame.clientWidth) frame.scrollLeft = end - frame.clientWidth;
  if (begin < frame.scrollLeft) frame.scrollLeft = begin;
}

function goTo(to) {
  pause();
  show(to, false);
  history.replaceState(null, "", `#step=${step + 1}`);
}

function showButton() {
  const playing = timer !== 0;
  byId("play").setAttribute("aria-label", playing ? run.words.pause : run.words.play);
  byId("play").title = run.words.keys;
  const way = playing ? "M5 3h4v14H5zM11 3h4v14h-4z" : "M6 3l11 7-11 7z";
  byId("play").querySelector("path").setAttribute("d", way);
}

function pause() {
  clearInterval(timer);
  timer = 0;
  showButton();
}

/** Play from the beginning, go on, or stop. */
function play() {
  if (timer) return pause();
  if (step >= last) show(0, false);
  timer = setInterval(() => {
    show(step + 1, true);
    if (step >= last) pause();
  }, STAYS);
  showButton();
}

/** A link to a step: #step=5. */
function followLink() {
  const asked = /^#step=(\d{1,6})$/.exec(location.hash);
  if (asked) {
    pause();
    show(asked[1] - 1, false);
  }
}

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || last < 0) return;
  const steps = { ArrowLeft: step - 1, ArrowRight: step + 1, Home: 0, End: last };
  if (event.key === " ") {
    if (event.target.closest("button")) return; // it plays by itself
    if (!event.repeat) play();
  } else if (event.key in steps) goTo(steps[event.key]);
  else return;
  event.preventDefault();
}

writeSentence();
writeAnswers();
writeRest();
showButton();
draw();
followLink();
byId("play").addEventListener("click", play);
byId("slider").addEventListener("input", (event) => goTo(event.target.value - 1));
document.addEventListener("keydown", onKey);
document.addEventListener("visibilitychange", () => document.hidden && pause());
window.addEventListener("hashchange", followLink);
let width = byId("frame").clientWidth;
new ResizeObserver(() => {
  if (byId("frame").clientWidth === width) return;
  width = byId("frame").clientWidth;
  draw();
}).observe(byId("frame"));
