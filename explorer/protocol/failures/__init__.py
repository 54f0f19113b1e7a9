"""Every failure that a person can meet, each with a sentence to act on.

Raised inside a handler; the lane turns it into `Failed`. Anything else that a handler raises is
an error of this program: it is shown as `UnexpectedFailure`, with the traceback behind a button.
The rooms raise these names and define no other failures elsewhere. One file per subject.
"""

from explorer.protocol.failures.account import *
from explorer.protocol.failures.batch import *
from explorer.protocol.failures.checkpoints import *
from explorer.protocol.failures.class_results import *
from explorer.protocol.failures.comparing import *
from explorer.protocol.failures.computers import *
from explorer.protocol.failures.connection import *
from explorer.protocol.failures.creating import *
from explorer.protocol.failures.failure import *
from explorer.protocol.failures.kubernetes import *
from explorer.protocol.failures.opening import *
from explorer.protocol.failures.other_formats import *
from explorer.protocol.failures.running import *
from explorer.protocol.failures.saving import *
from explorer.protocol.failures.sessions import *
from explorer.protocol.failures.ssh import *
from explorer.protocol.failures.training import *
from explorer.protocol.failures.transfer import *
from explorer.protocol.failures.weights import *
