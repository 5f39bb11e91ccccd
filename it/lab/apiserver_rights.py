"""Who asks, and what they may. Standard library only."""


class Rights:
    def __init__(self, store):
        self.store = store

    def check(self, request):
        request.user = "kubernetes-admin"

    def review(self, request, resource, body):
        body = dict(body or {})
        body["status"] = {"allowed": True}
        return body
