"""The first load stays small: few requests, few bytes."""

from __future__ import annotations


def test_the_chat_comes_in_few_files_and_few_bytes(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    session = kit.context.new_cdp_session(kit.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: dict[str, int] = {}
    kinds: dict[str, str] = {}
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    kit.page.reload()
    kit.is_in()
    kit.page.wait_for_load_state("networkidle")
    scripts = [request for request, kind in kinds.items() if kind == "Script"]
    print(f"first load: {sum(sizes.values())} bytes in {len(sizes)} answers, {len(scripts)} of them scripts")
    assert len(scripts) <= 12
    assert sum(sizes.values()) <= 150_000
