"""Silent sign-in of WeChat's browser (snsapi_base): who is this, as (appid, openid)."""

from dataclasses import dataclass

import requests
from wechatpy.exceptions import WeChatOAuthException
from wechatpy.oauth import WeChatOAuth

from wechat import addresses
from wechat.connection import AppAccount
from wechat.transport import Patient, WeChatAway, refusal


@dataclass(frozen=True)
class Identity:
    """A person as one 公众号 knows them. is_snapshot: a virtual account of WeChat's preview page, not a person."""

    appid: str
    openid: str
    unionid: str | None
    is_snapshot: bool


def authorize_url(account: AppAccount, redirect_uri: str, state: str) -> str:
    """Where to send the browser. WeChat checks the order of the parameters; state: letters and digits, at most 128."""
    return str(_library(account, redirect_uri, state).authorize_url)


def identity(account: AppAccount, code: str) -> Identity:
    """Exchange a code, which works once. Raises WeChatRefused (used, old or made up) or WeChatAway."""
    try:
        found = _library(account).fetch_access_token(code)
    except WeChatOAuthException as error:
        if error.errcode is None:
            raise WeChatAway("联系不上微信") from error
        raise refusal(error.errcode, error.errmsg or "") from error
    except (requests.RequestException, ValueError, KeyError) as error:
        raise WeChatAway(f"联系不上微信（{type(error).__name__}）") from error
    return Identity(account.appid, found["openid"], found.get("unionid"), bool(found.get("is_snapshotuser")))


def _library(account: AppAccount, redirect_uri: str = "", state: str = "") -> WeChatOAuth:
    library = WeChatOAuth(account.appid, account.secret, redirect_uri, scope="snsapi_base", state=state)
    library.API_BASE_URL = f"{addresses.current().api}/"
    library.OAUTH_BASE_URL = f"{addresses.current().open}/connect/"
    for scheme in ("https://", "http://"):
        library._http.mount(scheme, Patient())
    return library
