"""Work that is done in the process of the shell, without Prefect, once whoever works on the project is done."""
