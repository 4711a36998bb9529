"""The first load stays small: few requests, few bytes; what only opens later comes when it opens."""

from __future__ import annotations

from playwright.sync_api import Route, expect

LATER = "**/static/later.*.css"


def test_the_chat_comes_in_few_files_and_few_bytes(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    session = kit.context.new_cdp_session(kit.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: dict[str, int] = {}
    kinds: dict[str, str] = {}
    urls: list[str] = []
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on("Network.responseReceived", lambda event: urls.append(event["response"]["url"]))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    kit.page.reload()
    kit.is_in()
    kit.page.wait_for_load_state("networkidle")
    scripts = [request for request, kind in kinds.items() if kind == "Script"]
    print(f"first load: {sum(sizes.values())} bytes in {len(sizes)} answers, {len(scripts)} of them scripts")
    assert len(scripts) <= 12
    assert sum(sizes.values()) <= 150_000
    assert not [url for url in urls if "/later." in url]


def test_a_dialog_is_drawn_when_its_styles_are_there(visitor):
    kit = visitor().register("Kit")
    held: list[Route] = []
    kit.page.route(LATER, lambda route: held.append(route))
    with kit.page.expect_response("**/js/views/settings.*.js"), kit.page.expect_request(LATER):
        kit.page.get_by_role("button", name="Settings").click()
    expect(kit.page.locator("dialog")).to_have_count(0)
    held[0].continue_()
    expect(kit.page.get_by_role("dialog", name="Settings")).to_have_css("max-height", "720px")


def test_a_dialog_whose_styles_could_not_be_fetched_opens_the_next_time(visitor):
    kit = visitor().register("Kit")
    kit.page.route(LATER, lambda route: route.abort())
    kit.page.get_by_role("button", name="Settings").click()
    expect(kit.page.get_by_text("This part of the page is not here yet")).to_be_visible()
    expect(kit.page.locator("dialog")).to_have_count(0)
    kit.page.unroute(LATER)
    kit.page.get_by_role("button", name="Settings").click()
    expect(kit.page.get_by_role("dialog", name="Settings")).to_be_visible()
    kit.complaints = [complaint for complaint in kit.complaints if "ERR_FAILED" not in complaint]
