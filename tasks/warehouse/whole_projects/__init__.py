"""A project's data as a whole: copied to another home, moved to another storage, written anew."""
