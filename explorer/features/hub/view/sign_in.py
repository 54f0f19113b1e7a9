"""Signing in to the Hub: a token goes straight to the Hub's own library; nothing here keeps it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from explorer.features.hub.protocol.account import SignedIn, SignIn, SignOut, WhoAmI
from explorer.features.hub.view import browser
from explorer.protocol.job import Failed
from explorer.text.translation import tr
from explorer.text.workplace import elsewhere
from explorer.widgets.blocks import button, label, packed, set_role, with_names
from explorer.widgets.flow_layout import FlowLayout

TOKENS_PAGE = "https://huggingface.co/settings/tokens"


class SignInDialog(QDialog):
    """`wanted` carries requests for the Hub's lane. The token leaves the field as it is sent."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("signInDialog")
        self.setWindowTitle(tr("Sign in to the Hub"))
        column = packed(QVBoxLayout(self), gap=10, margins=(18, 16, 18, 16))
        self.state = label(tr("Asking who is signed in…"), "heading", wrap=True, name="signInState")
        words = label(
            tr(
                "Some checkpoints are only for people with a Hugging Face account. Make an access "
                "token on your settings page (reading is enough), and paste it here. The Hub's own "
                "library keeps it on this computer, where other programs that use the Hub find it "
                "too; this program does not keep it."
            ),
            "muted",
            wrap=True,
        )
        self.there = label("", "warning", wrap=True, name="signInThere")
        if elsewhere():
            self.there.setText(
                tr(
                    "{computer} makes the downloads now, with the account that is signed in "
                    "there; a token of this computer is not sent to it. To sign in there, "
                    "start this on it: hf auth login",
                    computer=elsewhere(),
                )
            )
        self.there.setVisible(bool(elsewhere()))
        self.token = with_names(QLineEdit(), "tokenInput", tr("Access token"))
        self.token.setPlaceholderText("hf_…")
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setMaxLength(400)
        self.token.textChanged.connect(self._allow)
        self.token.returnPressed.connect(self._sign_in)
        self.problem = label("", "error", wrap=True, name="signInProblem")
        self.problem.hide()
        self.enter = button(tr("Sign in"), "primary", name="signInButton")
        self.leave = button(tr("Sign out"), name="signOutButton")
        self.web = button(tr("Make a token in the browser"), "link", name="makeTokenButton")
        self.close_button = button(tr("Close"), name="closeSignIn")
        self.enter.clicked.connect(self._sign_in)
        self.leave.clicked.connect(self._sign_out)
        self.web.clicked.connect(self._open_web)
        self.close_button.clicked.connect(self.reject)
        for push_button in (self.web, self.leave, self.close_button):
            push_button.setAutoDefault(False)
        self.enter.setDefault(True)
        for widget in (self.state, words, self.there, self.token, self.problem):
            column.addWidget(widget)
        column.addStretch(1)
        row = FlowLayout(gap=8)
        row.addWidget(self.web)
        right = QWidget()
        packed(QHBoxLayout(right), self.leave, self.close_button, self.enter)
        row.add_right(right)
        column.addLayout(row)
        metrics = self.fontMetrics()
        self.resize(
            min(metrics.averageCharWidth() * 84, parent.width()),
            min(metrics.height() * 17, parent.height()),
        )
        self.leave.hide()
        self._waiting = False
        self._allow()
        self.token.setFocus()

    def begin(self) -> None:
        """Ask who is signed in; without a token on this computer that needs no network."""
        self.wanted.emit(WhoAmI())

    def show_state(self, result: SignedIn) -> None:
        """Say who is signed in."""
        self._waiting = False
        self.problem.hide()
        if result.name:
            name = f"{result.name} ({result.full_name})" if result.full_name else result.name
            self.state.setText(tr("Signed in as {name}", name=name))
        else:
            self.state.setText(tr("Nobody is signed in"))
        if result.outside:
            self._tell(
                tr("The program was started with a separate token, which cannot be removed here."),
                "muted",
            )
        self.leave.setVisible(bool(result.name) and not result.outside)
        self._allow()

    def failed(self, failed: Failed) -> None:
        """It did not work; the sentence tells the cases apart."""
        self._waiting = False
        if isinstance(failed.request, WhoAmI):
            self.state.setText(tr("It is not known who is signed in"))
        self._tell(failed.sentence, "error")
        self._allow()

    def stopped(self) -> None:
        """The job was stopped."""
        self._waiting = False
        self._tell(tr("Stopped."), "muted")
        self._allow()

    def _tell(self, sentence: str, role: str) -> None:
        self.problem.setText(sentence)
        set_role(self.problem, role)
        self.problem.show()

    @Slot()
    def _allow(self) -> None:
        self.enter.setEnabled(bool(self.token.text().strip()) and not self._waiting)
        self.leave.setEnabled(not self._waiting)

    @Slot()
    def _sign_in(self) -> None:
        if not self.enter.isEnabled():
            return
        self._waiting = True
        request = SignIn(self.token.text().strip())
        self.token.clear()
        self._tell(tr("Asking the Hub…"), "muted")
        self._allow()
        self.wanted.emit(request)

    @Slot()
    def _sign_out(self) -> None:
        self._waiting = True
        self._allow()
        self.wanted.emit(SignOut())

    @Slot()
    def _open_web(self) -> None:
        if not browser.open_address(TOKENS_PAGE):
            self._tell(
                tr(
                    "No browser could be opened. The page is {tokens_page}", tokens_page=TOKENS_PAGE
                ),
                "muted",
            )
