"""The pages of report_writer, as a browser shows them: report_test.py DIRECTORY."""

import json
import pathlib
import re
import shutil
import signal
import sys
import unittest

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

DIRECTORY = pathlib.Path(sys.argv.pop(1))
PAGES = ["sample", "realistic", "odd", "hostile", "held", "empty"]
DEADLINE_S = 180  # For everything.


def start_browser():
    options = webdriver.ChromeOptions()
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--window-size=1600,1000", f"--user-data-dir={DIRECTORY}/profile"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
    browser.set_page_load_timeout(30)
    browser.set_script_timeout(30)
    browser.get("about:blank")  # Away from the page that a browser begins with.
    return browser


def time_out(_signal, _frame):
    raise TimeoutError(f"the browser was not done within {DEADLINE_S} s")


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = start_browser()
        cls.addClassCleanup(cls.browser.quit)

    def show(self, page, width=1600, scheme="light", anchor="", media=""):
        browser = self.browser
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]})
        browser.get("about:blank")  # Else another anchor of the same page would not load it anew.
        browser.get(f"file://{DIRECTORY}/{page}.html{anchor}")

    def all(self, selector, within=None):
        return (within or self.browser).find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector, within=None):
        found = self.all(selector, within)
        self.assertEqual(len(found), 1, selector)
        return found[0]

    def script(self, text, *arguments):
        return self.browser.execute_script(text, *arguments)

    def section(self, name):
        """The details of a state, opened."""
        for state in self.all("details.state"):
            if self.all("h3", state)[0].text.split("\n")[-1].lstrip("✓✗»○ ").endswith(name):
                self.script("arguments[0].open = true", state)
                return state
        self.fail(f"no section of {name}")

    def row(self, name):
        for row in self.all(".matrix tbody tr"):
            if self.all("th a", row)[0].get_property("textContent").endswith(": " + name):
                return row
        self.fail(f"no row of {name}")

    # What it says.

    def test_says_the_verdict_first(self):
        self.show("realistic")
        self.assertEqual(self.one(".verdict strong").text, "3 of 12 states failed")
        self.assertEqual(self.one(".verdict > span:last-child").text, "8 held, 1 skipped")
        self.assertEqual(self.browser.title, "alert_gateway: 3 of 12 states failed")
        self.show("held")
        self.assertEqual(self.one(".verdict strong").text, "The one state held")
        self.show("empty")
        self.assertEqual(self.one(".verdict strong").text, "No state was run to its end")

    def test_has_a_cell_for_each_state_and_request(self):
        self.show("realistic")
        head = [cell.text for cell in self.all(".matrix thead th[scope=col]")]
        self.assertEqual(head, ["State", "new_signal", "again", "alive", "ready"])
        self.assertEqual(len(self.all(".matrix tbody th[scope=row]")), 12)
        cells = self.all("td", self.row("out-of-memory"))
        self.assertEqual([cell.get_property("textContent") for cell in cells],
                         ["✗failed: 201expected 503", "✓held: 202", "✓held: 200", "✓held: 503"])
        self.assertEqual([cell.get_attribute("class") for cell in cells],
                         ["failed", "held", "held", "held"])
        for name, text in [("cluster-down", "skipped: redis 7.0.15 is no cluster"),
                           ("oom-killed", "error: the service did not start within 10 s")]:
            cell = self.one("td", self.row(name))
            self.assertEqual(cell.get_attribute("colspan"), "4")
            self.assertIn(text, cell.text)

    def test_tells_rounds_in_one_row(self):
        self.show("sample")
        row = self.row("out-of-memory-by-filling")
        self.assertIn("1 of 2 failed", self.one("th", row).text)
        self.assertIn("503 or 201", self.all("td", row)[0].text)
        self.assertEqual(len(self.all("details.state")), 8)

    def test_leads_from_each_finding_and_cell_to_its_evidence(self):
        for page in PAGES:
            self.show(page)
            dangling = self.script("""return [...document.querySelectorAll('a')]
                .map(a => a.getAttribute('href'))
                .filter(href => href[0] != '#' || !document.getElementById(href.slice(1)))""")
            self.assertEqual(dangling, [], page)
            double = self.script("""const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
                return ids.filter((id, i) => ids.indexOf(id) != i || !/^[\\w-]+$/.test(id))""")
            self.assertEqual(double, [], page)
        self.show("realistic")
        self.all("td a", self.row("out-of-memory"))[0].click()
        target = self.one(":target")
        self.assertIn("swallowed-refusal", target.text)
        self.assertTrue(self.script("""const box = arguments[0].getBoundingClientRect();
            return box.top >= 0 && box.top < innerHeight && box.height > 20""", target))
        self.script("scrollTo(0, 0)")
        first = self.all(".wrong li")[0]
        self.assertIn("answered 201, but redis refused its SET", first.text)
        self.all("a", first)[0].click()
        self.assertEqual(self.one(":target"), target)

    def test_tells_the_same_finding_of_many_states_once(self):
        self.show("large")
        cards = self.all(".wrong li")
        self.assertEqual(len(cards), 3)
        self.assertIn("swallowed-refusal in 14 states", cards[0].text)
        self.assertEqual(len(self.all(".places a", cards[0])), 14)

    def test_opens_what_a_link_leads_to(self):
        self.show("realistic")
        closed = self.script("""return [...document.querySelectorAll('details.state')]
            .filter(d => !d.open).length""")
        self.assertEqual(closed, 9)
        self.all("td a", self.row("evicting"))[0].click()
        self.assertTrue(self.one(":target").is_displayed())
        story = self.one(".story", self.one(":target"))
        self.assertFalse(self.one("pre", story).is_displayed())
        self.one("summary", story).send_keys(Keys.ENTER)
        self.assertIn("redis was asked meanwhile", self.one("pre", story).text)

    def test_tells_how_to_play_a_failure_again(self):
        self.show("realistic")
        command = self.one(".kept pre", self.section("out-of-memory")).text
        self.assertEqual(command, "gtest-redis replay 'build/kept/alert gateway/out-of-memory-1'")

    # The time line.

    def places(self, drawing, selector):
        """Where the middles stand, in percent of the line."""
        return self.script("""const whole = arguments[0].querySelector('.axis').getBoundingClientRect();
            return [...arguments[0].querySelectorAll(arguments[1])].map(e => {
              const box = e.getBoundingClientRect();
              return Math.round(((box.left + box.right) / 2 - whole.left) / whole.width * 1000) / 10})""",
                           drawing, selector)

    def test_marks_each_answer_at_its_time(self):
        for width in [1600, 360]:
            self.show("realistic", width)
            drawing = self.one(".timeline > svg", self.section("out-of-memory"))
            wanted = [5, 8, 11, 14, 30, 36, 42, 48, 70, 75, 80, 85]
            for is_at, should in zip(self.places(drawing, ".mark use"), wanted, strict=True):
                self.assertAlmostEqual(is_at, should, delta=0.6)
            shapes = [use.get_attribute("href") for use in self.all(".mark use", drawing)]
            self.assertEqual(shapes, ["#m2"] * 7 + ["#m5"] + ["#m2"] * 4)
            for is_at, should in zip(self.places(drawing, ".ring"), [30, 70], strict=True):
                self.assertAlmostEqual(is_at, should, delta=0.6)
            [band] = self.places(drawing, ".band rect")
            self.assertAlmostEqual(band, 40, delta=0.6)
            self.assertEqual(self.one(".band text", drawing).text, "out-of-memory")

    def test_draws_memory_against_its_limit(self):
        self.show("realistic")
        drawing = self.one(".timeline > svg", self.section("out-of-memory"))
        limit = self.one(".limit line", drawing).rect["y"]
        used = self.one(".used", drawing).rect
        self.assertAlmostEqual(used["y"], limit, delta=1.5)  # The area touches the line,
        self.assertGreater(used["height"], 80)               # and comes from far below.
        self.assertEqual(self.one(".limit text", drawing).text, "maxmemory 64 MB")
        self.assertIn("32 MB", [text.text for text in self.all(".gutter", drawing)])

    def test_draws_refusals_evictions_and_silence(self):
        self.show("realistic")
        bars = self.all(".refused title", self.section("out-of-memory"))
        self.assertEqual([bar.get_property("textContent") for bar in bars],
                         ["3 commands refused, 300 ms to 310 ms",
                          "4 commands refused, 390 ms to 400 ms"])
        evicted = self.all(".evicted title", self.section("evicting"))
        counts = [int(bar.get_property("textContent").split()[0]) for bar in evicted]
        self.assertEqual(sum(counts), 720)
        drawing = self.one(".timeline > svg", self.section("hung"))
        [silence] = self.places(drawing, ".silent")
        self.assertAlmostEqual(silence, 41, delta=0.6)
        self.assertEqual(len(self.all(".used", drawing)), 2)

    def test_stacks_loads_by_status(self):
        self.show("realistic")
        section = self.section("slow-network")
        titles = [title.get_property("textContent") for title in self.all(".load title", section)]
        counts = {}
        for title in titles:
            status, count = re.match(r"(\w+) x(\d+), ", title).groups()
            counts[status] = counts.get(status, 0) + int(count)
        self.assertEqual(counts, {"201": 30, "503": 55, "429": 23, "none": 12})
        boxes = [column.rect for column in self.all(".load", section)]
        self.assertEqual(max(box["height"] for box in boxes), 72)

    def test_draws_what_is_odd(self):
        self.show("odd")
        self.script("document.querySelectorAll('details').forEach(d => d.open = true)")
        self.assertNotRegex(self.script("return document.body.innerHTML"), r"\b(nan|inf|NaN|-nan)\b")
        self.assertEqual(len(self.all(".timeline")), 5)
        self.assertEqual(len(self.all(".dot", self.section("one-sample"))), 1)
        self.assertEqual(len(self.all(".silent", self.section("only-silence"))), 2)  # And its key.
        self.assertEqual(len(self.all(".mark", self.section("no-time"))), 1)
        self.assertEqual(self.one(".tick:last-of-type", self.section("enormous")).text, "200 h")
        self.assertEqual([text.text for text in self.all(".limit text", self.section("limit-lowered"))],
                         ["maxmemory 1 B", "↑ maxmemory 640 MB"])

    # How it shows.

    def test_asks_no_network_and_says_nothing_to_the_console(self):
        for page in PAGES:
            self.browser.get_log("performance"), self.browser.get_log("browser")
            self.show(page)
            asked = []
            for entry in self.browser.get_log("performance"):
                message = json.loads(entry["message"])["message"]
                if message["method"] == "Network.requestWillBeSent":
                    asked.append(message["params"]["request"]["url"])
            self.assertEqual([url for url in asked if url != "about:blank"],
                             [f"file://{DIRECTORY}/{page}.html"])
            self.assertEqual(self.browser.get_log("browser"), [], page)

    def test_forbids_itself_everything_but_its_style(self):
        self.show("sample")
        policy = self.one("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
        self.assertIn("default-src 'none'", policy)
        self.assertEqual(self.all("script, img, link, iframe, object, embed, form"), [])

    def test_is_as_wide_as_the_screen(self):
        for page in PAGES:
            for width in [360, 768, 1600]:
                self.show(page, width)
                self.script("document.querySelectorAll('details').forEach(d => d.open = true)")
                has, shows = self.script("""const page = document.documentElement;
                    return [page.scrollWidth, page.clientWidth]""")
                self.assertEqual(has, shows, f"{page}, {width}")

    def test_keeps_head_and_first_column_of_the_matrix_in_sight(self):
        self.show("realistic", 360)
        stays = self.script("""const scroll = document.querySelector('.scroll');
            scroll.style.maxHeight = '200px'; scroll.scrollTo(150, 150);
            const box = e => e.getBoundingClientRect(), outer = box(scroll);
            return [scroll.scrollLeft, scroll.scrollTop,
                    box(scroll.querySelector('tbody th')).left - outer.left,
                    box(scroll.querySelector('thead th + th')).top - outer.top]""")
        self.assertEqual(stays, [150, 150, 1, 1])

    def brightness(self, selector, what):
        color = self.one(selector).value_of_css_property(what)
        return sum(int(part) for part in re.findall(r"\d+", color)[:3])

    def test_is_dark_in_the_dark_and_light_on_paper(self):
        for scheme, media, dark in [("light", "", False), ("dark", "", True), ("dark", "print", False)]:
            self.show("realistic", scheme=scheme, media=media)
            self.assertEqual(self.brightness("html", "background-color") < 150, dark)
            self.assertEqual(self.brightness("h1", "color") > 550, dark)

    def test_has_contrast(self):
        script = (pathlib.Path(__file__).parent / "contrast.js").read_text()
        for page, scheme in [("realistic", "light"), ("realistic", "dark"), ("sample", "light"),
                             ("sample", "dark")]:
            self.show(page, scheme=scheme)
            self.script("document.querySelectorAll('details').forEach(d => d.open = true)")
            self.assertEqual(self.script(script), [], f"{page}, {scheme}")

    def test_shows_where_the_focus_is(self):
        self.show("realistic")
        for _ in range(3):
            self.browser.switch_to.active_element.send_keys(Keys.TAB)
            focused = self.browser.switch_to.active_element
            self.assertEqual(focused.tag_name, "a")
            self.assertEqual(focused.value_of_css_property("outline-style"), "solid")

    def test_is_read_by_who_does_not_see_it(self):
        self.show("realistic")
        self.assertEqual(self.one("html").get_attribute("lang"), "en")
        self.assertIn("width=device-width", self.one("meta[name=viewport]").get_attribute("content"))
        levels = [int(heading.tag_name[1]) for heading in self.all("h1, h2, h3, h4")]
        self.assertEqual(levels[0], 1)
        for before, after in zip(levels, levels[1:]):
            self.assertLessEqual(after, before + 1)
        self.assertEqual(self.all("th:not([scope])"), [])
        told = self.script("""return [...document.querySelectorAll('.timeline > svg')].map(svg =>
            svg.getAttribute('role') + ' ' +
            document.getElementById(svg.getAttribute('aria-labelledby')).textContent)""")
        self.assertIn("img 1 s in all. The state held from 200 ms to 600 ms. Redis used 3 MB to "
                      "64 MB of a maxmemory of 64 MB. Answers: 200 x5, 201 x3, 202 x3, 503.", told)

    def test_shows_hostile_text_as_text(self):
        self.show("hostile")  # A dialog would make each of the following fail.
        self.assertEqual(self.all("script, img"), [])
        self.assertEqual(len(self.all("style")), 1)
        self.assertTrue(self.browser.title.startswith("</title></style></pre></svg>'\"><script>"))
        self.script("document.querySelectorAll('details').forEach(d => d.open = true)")
        text = self.script("return document.body.innerText")
        self.assertGreaterEqual(text.count("<script>document.title='owned';alert(1)</script>"), 20)
        self.assertNotIn("&lt;", text)

    def test_needs_no_script(self):
        self.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        try:
            self.show("realistic")
            self.assertTrue(self.one(".verdict").is_displayed())
            self.all("td a", self.row("evicting"))[0].click()
            self.assertTrue(self.one(":target").is_displayed())
        finally:
            self.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

    def test_stays_small_however_many_rounds(self):
        page = DIRECTORY / "large.html"
        self.assertLess(page.stat().st_size, 4_000_000)
        self.show("large")
        self.assertEqual(self.one(".verdict strong").text, "14 of 42 states failed")
        self.assertIn("100 of 100 failed", self.row("state-0").text)
        milliseconds = self.script("""const [load] = performance.getEntriesByType('navigation');
            return load.loadEventEnd - load.startTime""")
        self.assertLess(milliseconds, 5000)


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, time_out)
    signal.alarm(DEADLINE_S)
    unittest.main(verbosity=2)
