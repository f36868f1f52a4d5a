"""After a new key was appended to JISHI_KEYS: seal everything with it. Run: bin/rotate-keys"""

from app import create_app
from kernel.db import transaction
from kernel.unscoped import every_tenant
from tenants import rotation, secrets


def rotate() -> tuple[int, int]:
    """Data keys of shops and second factors of people that changed. Safe to repeat."""
    with every_tenant():
        with transaction():
            data_keys = secrets.rewrap()
        with transaction():
            factors = rotation.second_factors()
    return data_keys, factors


def main() -> None:
    with create_app().app_context():
        data_keys, factors = rotate()
    print(f"改用当前主密钥:店铺数据密钥 {data_keys} 个,动态口令 {factors} 个。")  # noqa: T201 - a command speaks
    if not data_keys + factors:
        print("旧的主密钥已不再使用,可以从 JISHI_KEYS 里去掉(备份仍要保留它)。")  # noqa: T201


if __name__ == "__main__":
    main()
