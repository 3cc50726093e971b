"""What a project meets outside: receivers, mail servers, sources, a full disk, other processes, a browser."""
