"""A page that waits for a job shows the end by itself."""

PAGE = """<!doctype html><html lang="zh-CN"><title>名单</title><main>{inner}</main>
<script type="module" src="{script}"></script></html>"""
WAITING = '<p data-behaviour="follow-progress" data-seconds="0.05" data-state="running">正在导入</p>'


def test_a_page_that_follows_a_job_changes_once_the_job_is_done(server, desktop):
    desktop.goto(f"{server.url}/sign-in")
    script = desktop.locator("script[type=module]").first.get_attribute("src")
    answers = iter([WAITING, WAITING, WAITING])

    def answer(route):
        body = PAGE.format(inner=next(answers, "<p>导入完成</p>"), script=script)
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    desktop.route("**/rosters/999", answer)
    desktop.goto(f"{server.url}/rosters/999")
    desktop.get_by_text("导入完成").wait_for()
