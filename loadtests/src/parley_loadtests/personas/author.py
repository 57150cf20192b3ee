"""Writes by HTTP, as bots do: posts, corrects, takes back."""

from locust import FastHttpUser, between, task

from parley.ids import new_id
from parley_loadtests.personas.cast import take_person


class Author(FastHttpUser):
    weight = 1
    wait_time = between(1, 3)

    def on_start(self) -> None:
        self.person = take_person()
        self.last = ""

    @task(6)
    def post(self) -> None:
        body = {"id": str(new_id()), "body": "Said by HTTP"}
        path = f"/api/v1/channels/{self.person.channel}/messages"
        answer = self.client.post(
            path, json=body, headers=self.person.headers, name="/channels/[id]/messages"
        )
        self.last = body["id"] if answer.status_code == 201 else ""

    @task(2)
    def edit(self) -> None:
        if self.last:
            path, body = f"/api/v1/messages/{self.last}", {"body": "Said by HTTP, and corrected"}
            self.client.patch(path, json=body, headers=self.person.headers, name="/messages/[id]")

    @task(1)
    def delete(self) -> None:
        if self.last:
            path, self.last = f"/api/v1/messages/{self.last}", ""
            self.client.delete(path, headers=self.person.headers, name="/messages/[id]")
