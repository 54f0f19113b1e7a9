"""Hub: checkpoints of the Hugging Face Hub."""

from __future__ import annotations

from explorer.features.hub.protocol.account import SignIn, SignOut, WhoAmI
from explorer.features.hub.protocol.cache import (
    CleanOrphans,
    DeleteRevisions,
    ListCache,
    PreviewDelete,
    VerifyRevision,
)
from explorer.features.hub.protocol.checkpoint_page import (
    ConfigRead,
    OpenPage,
    ReadConfig,
    ReadFolder,
)
from explorer.features.hub.protocol.fit import CheckFit
from explorer.features.hub.protocol.search import ListStarters, SearchHub
from explorer.features.hub.protocol.transfer import (
    DiscardPartial,
    Download,
    Downloaded,
    DownloadPlan,
    PlanDownload,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="hub",
    title=tr("Hub"),
    remote={
        SearchHub: "remote.lookup.search:search",
        OpenPage: "remote.lookup.page:open_page",
        ReadConfig: "remote.lookup.page:read_config",
        ReadFolder: "remote.lookup.page:read_folder",
        CheckFit: "remote.lookup.fit:check_fit",
        ListStarters: "remote.lookup.starters:list_starters",
        PlanDownload: "remote.download.plan:plan_download",
        Download: "remote.download.transfer:download",
        VerifyRevision: "remote.download.verify:verify",
        DiscardPartial: "remote.cached.cache:discard_partial",
        SignIn: "remote.signin:sign_in",
        SignOut: "remote.signin:sign_out",
        WhoAmI: "remote.signin:who_am_i",
        ListCache: "remote.cached.cache:list_cache",
        PreviewDelete: "remote.cached.cache:preview_delete",
        DeleteRevisions: "remote.cached.cache:delete_revisions",
        CleanOrphans: "remote.cached.cache:clean_orphans",
    },
    explain={
        DownloadPlan: "explain:plan",
        Downloaded: "explain:downloaded",
        ConfigRead: "explain:config_read",
    },
    code={
        Download: "code:download",
        ReadConfig: "code:read_config",
    },
)
