"""Reads by HTTP: opens the client, reads the newest page, scrolls back, marks as read."""

from typing import Any

from locust import FastHttpUser, between, task

from parley_loadtests.personas.cast import take_person

_PAGES_BACK = 5


class Reader(FastHttpUser):
    weight = 3
    wait_time = between(0.5, 2)

    def on_start(self) -> None:
        self.person = take_person()
        self.path = f"/api/v1/channels/{self.person.channel}"

    @task(2)
    def open_client(self) -> None:
        self.client.get("/api/v1/boot", headers=self.person.headers)

    @task(6)
    def read_newest(self) -> None:
        messages = self._page("?limit=50")["messages"]
        if messages:
            self.client.put(
                f"{self.path}/read",
                json={"seq": messages[-1]["seq"]},
                headers=self.person.headers,
                name="/channels/[id]/read",
            )

    @task(2)
    def scroll_back(self) -> None:
        page = self._page("?limit=50")
        for _ in range(_PAGES_BACK):
            if not page["messages"] or not page["has_more_before"]:
                return
            page = self._page(f"?limit=50&before={page['messages'][0]['seq']}")

    @task(1)
    def look_who_is_here(self) -> None:
        self.client.get(f"{self.path}/members", headers=self.person.headers, name="/channels/[id]/members")

    def _page(self, query: str) -> dict[str, Any]:
        answer = self.client.get(
            f"{self.path}/messages{query}", headers=self.person.headers, name="/channels/[id]/messages"
        )
        return answer.json() if answer.status_code == 200 else {"messages": [], "has_more_before": False}
