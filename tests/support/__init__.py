"""What tests and benchmarks share.

`worlds` are real servers, workers and APIs, and what they meet outside; `projects` are small projects, files and
stages; `laws` say what is right a second time, as plain Python, with the inputs they are tried with; `chaos` kills at
random and judges what is left. `pages` reads the project's own documentation.
"""
