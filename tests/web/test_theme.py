"""Light and dark without a script."""

from visitor import Visitor


def test_it_follows_the_system_until_chosen(visitor: Visitor) -> None:
    assert "data-bs-theme" not in visitor.get("/help").text


def test_it_works_and_comes_back_to_the_page(visitor: Visitor) -> None:
    page = visitor.post("/theme", {"theme": "dark", "back": "/help"})
    assert page.url.path == "/help"
    assert 'data-bs-theme="dark"' in page.text
    assert "Switch to light theme" in page.text


def test_it_never_leads_to_another_site(visitor: Visitor) -> None:
    for back in ("https://evil.example", "//evil.example"):
        answer = visitor.post("/theme", {"theme": "dark", "back": back}, follow=False)
        assert answer.headers["location"] == "/"
