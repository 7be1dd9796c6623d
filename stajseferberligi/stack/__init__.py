"""What lets two commands be enough on a bare machine: the virtual environment, the embedded servers and the demo's processes.

Nothing here knows the product; a server deployment (docker-compose.yml) uses none of it.
"""
