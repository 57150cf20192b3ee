"""What a person with a screen reader or poor eyes would stumble over, found by axe on the page that is open."""

from pathlib import Path

from playwright.async_api import Page

_SCRIPT = (Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js").read_text()
_RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] })
  return violations.flatMap(({ id, help, nodes }) => nodes.map(node => `${id}: ${help}: ${node.html.slice(0, 200)}`))
}"""


async def stumbles(page: Page) -> list[str]:
    """One line each, in light and in dark. Playwright's own evaluation is not bound by the page's policy."""
    found: list[str] = []
    await page.evaluate(_SCRIPT)
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme=theme)
        # Colours fade into each other: judged while they do, they would be neither.
        await page.evaluate(
            "() => Promise.all(document.getAnimations().map(one => one.finished.catch(() => 0)))"
        )
        found += [f"{theme}: {line}" for line in await page.evaluate(_RUN)]
    await page.emulate_media(color_scheme=None)
    return found
