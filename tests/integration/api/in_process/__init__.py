"""The API in this process, asked without a socket (`tests.support.worlds.asgi_api`)."""
