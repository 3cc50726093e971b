"""The clients of Prefect's server, without one."""
