"""The real marketplaces, at their own addresses or, in demo and tests, at the sandbox's."""

from channels.jd.account import JdAccount
from channels.jd.gateway import Gateway as JdGateway
from channels.jd.signin import JdSignIn
from channels.ports import Credentials, Marketplace, SignIn, Spend
from channels.tmall.account import TmallAccount
from channels.tmall.gateway import Gateway as TmallGateway
from channels.tmall.signin import TmallSignIn


class RealMarketplaces:
    """channels.ports.Marketplaces. sandbox_url: "" in production."""

    def __init__(self, sandbox_url: str = "") -> None:
        base = sandbox_url.rstrip("/")
        self._top = f"{base}/router/rest" if base else "https://eco.taobao.com/router/rest"
        self._jos = f"{base}/jd/routerjson" if base else "https://api.jd.com/routerjson"
        taobao_oauth = f"{base}/taobao" if base else "https://oauth.taobao.com"
        jd_oauth = f"{base}/jd/oauth2" if base else "https://open-oauth.jd.com/oauth2"
        self._sign_in: dict[str, SignIn] = {
            "tmall": TmallSignIn(f"{taobao_oauth}/authorize", f"{taobao_oauth}/token", self._top),
            "jd": JdSignIn(jd_oauth),
        }

    def account(self, platform: str, credentials: Credentials, spend: Spend) -> Marketplace:
        """A shop's account; every call of it is counted by `spend`."""
        if platform == "tmall":
            return TmallAccount(TmallGateway(self._top, credentials, spend))
        return JdAccount(JdGateway(self._jos, credentials, spend))

    def sign_in(self, platform: str) -> SignIn:
        """How sellers of a platform authorise us."""
        return self._sign_in[platform]
