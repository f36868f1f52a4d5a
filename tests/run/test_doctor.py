"""The doctor finds what is wrong: each finding has a case that brings it about."""

import pytest

from run import doctor, roles, testenv
from run.places import ROOT, Place
from run.postgres import TEST_OPTIONS, Postgres


@pytest.fixture(scope="module")
def healthy() -> dict[str, str]:
    return testenv.ensure()


def _complaints(settings: dict[str, str]) -> dict[str, str]:
    return {finding.subject: finding.mend for finding in doctor.examine(settings) if finding.mend}


def test_the_test_servers_are_well(healthy: dict[str, str]) -> None:
    assert _complaints(healthy).keys() <= {"迁移"}  # the shared database itself is never migrated, only its clones


@pytest.mark.parametrize(
    ("name", "value", "subject"),
    [
        ("JISHI_SECRET_KEY", "short", "会话签名密钥"),
        ("JISHI_KEYS", "v1:c2hvcnQ=", "主密钥"),
        ("JISHI_KEYS", "v1:not base64", "主密钥"),
        ("JISHI_KEYS", " ", "主密钥"),
        ("JISHI_MEDIA_DIR", "/nowhere/at/all", "图片目录"),
        ("REDIS_URL", "redis://127.0.0.1:1/0", "Valkey 可连接"),
        ("DATABASE_URL", "postgresql+psycopg://jishi_app@127.0.0.1:1/none", "数据库(应用角色)"),
    ],
)
def test_a_bad_value_is_named(healthy: dict[str, str], name: str, value: str, subject: str) -> None:
    assert subject in _complaints({**healthy, name: value})


def test_the_sandbox_is_refused_in_production(healthy: dict[str, str]) -> None:
    settings = {**healthy, "JISHI_ENV": "production", "JISHI_SANDBOX_URL": "http://127.0.0.1:9"}

    assert "生产环境" in _complaints(settings)


@pytest.mark.parametrize("role", ["postgres", roles.OWNER])
def test_a_role_that_escapes_isolation_is_refused(healthy: dict[str, str], role: str) -> None:
    settings = {**healthy, "DATABASE_URL": healthy["DATABASE_URL"].replace(roles.APP, role)}

    assert "行级隔离会失效" in _complaints(settings)["数据库(应用角色)"]


def test_a_database_that_drops_chinese_and_a_bare_tenant_table_are_found(healthy: dict[str, str]) -> None:
    server = Postgres.of(Place.at(ROOT / ".test"), TEST_OPTIONS)
    name = "doctor_patient"
    roles.drop(server, name)
    server.psql("-c", f"CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C' OWNER {roles.OWNER}")
    try:
        settings = {**healthy, **roles.prepare(server, name)}
        server.psql(
            "-c", "CREATE TABLE orders (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id))", database=name
        )
        server.psql("-c", f"CREATE TABLE facts (id bigint); GRANT UPDATE ON facts TO {roles.APP}", database=name)
        complaints = _complaints(settings)
    finally:
        roles.drop(server, name)

    assert "facts" in complaints["历史只增不改"]
    assert "汉字" in complaints["中文检索"]
    assert "orders" in complaints["行级隔离"]
