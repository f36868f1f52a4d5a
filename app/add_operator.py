"""A person for the operator's console. Run: bin/add-operator LOGIN NAME"""

import argparse
import secrets
import sys

from app import create_app
from kernel.db import transaction
from kernel.unscoped import every_tenant
from tenants import actions, passwords


def add(login: str, name: str) -> tuple[str, str]:
    """Make the person. Returns password and second-factor secret; both are known here only, and only now."""
    password, totp_secret = secrets.token_urlsafe(12), passwords.new_totp_secret()
    with every_tenant(), transaction():
        actions.add_operator(login, name, password=password, totp_secret=totp_secret)
    return password, totp_secret


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bin/add-operator", description="新建一位运营控制台的使用者。")
    parser.add_argument("login", help="登录名,例如邮箱")
    parser.add_argument("name", help="姓名")
    found = parser.parse_args(arguments)
    with create_app().app_context():
        password, totp_secret = add(found.login, found.name)
    print(f"登录名 {found.login.strip().lower()}\n密码 {password}\n动态口令密钥 {totp_secret}")  # noqa: T201
    print("只显示这一次,请立即存入密码管理器和验证器应用。")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
