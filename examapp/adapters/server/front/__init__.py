"""Between the web server and the application: a request's body is read under a deadline before a thread is taken for it.

`processes` is what each web process runs, `bodies` and `uploads` read, `calls` asks the application. Why: docs/decisions/0011.
"""
