"""A first evening in a real browser: from the first page to the letter, and the other ways it can end."""

from __future__ import annotations

import re
from io import BytesIO

import numpy as np
import pyarrow.parquet as pq
import pypdf
import pytest
from playwright.sync_api import Page, expect

from evening_house import (
    ANSWERS,
    answer,
    answer_until,
    look_over,
    lying_still,
    mark,
    question_of,
    record,
    series_of,
    start_check,
)
from legato.model.kept import ItemKind
from legato.model.recording import Task
from legato.simulation.demo_evening import demo_battery
from realdata_paths import shared_data
from result_makers import LEVELS, TOLD, a_check, a_person
from web_house import RunningServer

SIZES = pytest.mark.parametrize("where", ["phone", "desk"])
SECONDS = {"table": 10, "rest": 60, "count": 30, "leg_out": 30}


def through_the_questions(page: Page) -> None:
    asked = set()
    while question := question_of(page):
        assert question not in asked
        asked.add(question)
        look_over(page, f"04-{len(asked):02}-{question}")
        answer(page)
    assert {"age", "em_stroke", "em_ill", "self_harm", "what", "side", "when"} <= asked


def fill_the_forms_in(page: Page) -> None:
    seen = set()
    while "/forms/" in page.url:
        scale, place = page.url.split("?")[0].split("/")[-2:]
        told = TOLD["scales"].get(scale)
        row = f'[value="{told[int(place) - 1]}"]' if told else ""
        if scale not in seen:
            look_over(page, f"08-{scale}")
        seen.add(scale)
        before = page.url
        page.locator(f'input[name="points"]{row}').first.check()
        page.get_by_role("button", name="Continue").click()
        expect(page).not_to_have_url(before)
    assert {"gad7", "phq8"} <= seen


def tell_medicine_forms_and_words(page: Page) -> None:
    look_over(page, "05-medicines")
    page.get_by_role("link", name="Add a medicine").click()
    page.get_by_label("Name", exact=True).press_sequentially("sert")
    page.get_by_role("button", name="sertraline").click()
    look_over(page, "06-medicine")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Continue").click()
    look_over(page, "07-forms")
    page.get_by_role("link", name=re.compile("Start")).click()
    fill_the_forms_in(page)
    page.get_by_label("What I notice").fill(TOLD["story"])
    look_over(page, "09-words")
    page.get_by_role("button", name="Continue").click()
    look_over(page, "10-answers")
    page.get_by_role("button", name="Finish and see the result").first.click()


def record_the_battery(page: Page) -> None:
    look_over(page, "11-done")
    page.locator("main a[href^='/record']").click()
    look_over(page, "12-record")
    page.get_by_role("button", name="Right leg").click()
    battery = {one.task: series_of(one.recording) for one in demo_battery()}
    page.get_by_role("link", name=re.compile("^Start: ")).click()
    for task, seconds in SECONDS.items():
        expect(page).to_have_url(re.compile(f"/record/task/{task}"))
        look_over(page, f"13-{task}")
        record(page, lying_still() if task == "table" else battery[Task(task)], seconds=seconds)
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "This recording can be used", timeout=20_000
        )
        look_over(page, f"14-{task}-kept")
        page.get_by_role("link", name=re.compile("^Start: ")).click()
    expect(page).to_have_url(re.compile("/record/task/stand"))
    look_over(page, "15-stand")
    page.get_by_role("link", name="Skip this task").click()
    look_over(page, "16-record-again")
    page.get_by_role("link", name="See the result").first.click()


def letter_phone_and_diary(page: Page, server: RunningServer, check: str) -> None:
    page.get_by_role("link", name="Make my letter").click()
    expect(page.locator(".preview img")).to_have_count(2, timeout=20_000)
    look_over(page, "18-letter")
    form = page.locator("form.choices-form")
    fields = dict(form.evaluate("(one) => [...new FormData(one)]"))
    answered = page.request.post(
        f"{server.url}/result/{check}/letter.pdf", form=fields, headers={"origin": server.url}
    )
    assert answered.headers["content-type"] == "application/pdf"
    pdf = pypdf.PdfReader(BytesIO(answered.body()))
    assert len(pdf.pages) == 2
    assert "sertraline" in " ".join(one.extract_text() for one in pdf.pages)
    page.goto(f"{server.url}/result/{check}")
    page.get_by_role("link", name="What to say on the phone").first.click()
    look_over(page, "19-phone-script")
    page.go_back()
    page.get_by_role("link", name="Start a diary").click()
    look_over(page, "20-diary")
    page.get_by_role("link", name="Add how today is").click()
    look_over(page, "21-diary-add")


@SIZES
def test_a_first_evening_from_the_start_to_the_diary(
    where: str, server: RunningServer, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(where)
    page.clock.install()
    page.goto(f"{server.url}/")
    look_over(page, "01-start")
    page.get_by_role("link", name="Start (about 10 minutes)").click()
    look_over(page, "02-who")
    page.get_by_label("Me", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    through_the_questions(page)
    tell_medicine_forms_and_words(page)
    record_the_battery(page)
    (check,) = server.desk.store.items(ItemKind.CHECK)
    kept = [server.desk.store.get(one) for one in check.body["recordings"]]
    assert {one.body["task"]: one.body["state"] for one in kept if one} == dict.fromkeys(SECONDS, "kept")
    expect(page).to_have_url(re.compile(f"/result/{check.id}"))
    look_over(page, "17-result")
    assessment = server.desk.assess(check)
    assert assessment.triage.urgency.value in ("routine", "days_to_weeks")
    measured = page.locator("#measured").inner_text()
    assert "shaking is there when your leg rests" in measured
    assert "3 to 7 times a second" in measured
    letter_phone_and_diary(page, server, check.id)


@pytest.mark.realdata
def test_a_real_person_who_sits_still_is_recorded_and_nothing_is_claimed(
    phone: Page, server: RunningServer
) -> None:
    path = shared_data("motionsense_pocket", "devicemotion_subset.parquet")
    rows = pq.read_table(path, filters=[("trial", "=", "sit_5"), ("subject", "=", 1)]).slice(200, 3000)
    series: dict[str, list[float]] = {"t_ms": [20.0 * k for k in range(rows.num_rows)]}
    for axis in "xyz":
        force = np.asarray(rows[f"gravity.{axis}"]) + np.asarray(rows[f"userAcceleration.{axis}"])
        series[f"a{axis}"] = [round(float(one), 1) for one in 9.81 * force]
        series[f"r{axis}"] = [
            round(float(one), 1) for one in np.degrees(np.asarray(rows[f"rotationRate.{axis}"]))
        ]
    a_person(server.desk)
    check = a_check(server.desk, dict(ANSWERS))
    phone.clock.install()
    phone.goto(f"{server.url}/record/task/rest?check={check.id}")
    record(phone, series, seconds=60)
    expect(phone.get_by_role("heading", level=1)).to_have_text(re.compile("can be used|needs repeating"))
    look_over(phone, "30-real-sitting")
    (kept,) = server.desk.store.items(ItemKind.RECORDING)
    assert kept.body["rates"]["rate_hz"] == pytest.approx(50, abs=0.5)
    assert kept.body["quality"]["duration_s"] == pytest.approx(60, abs=0.5)
    assert kept.body["quality"]["states"].get("walking", 0.0) == 0.0
    phone.goto(f"{server.url}/result/{check.id}")
    look_over(phone)
    after = server.desk.store.get(check.id)
    assert after is not None
    with_it = server.desk.assess(after)
    alone = server.desk.assess(check)
    assert with_it.triage.urgency is alone.triage.urgency


@SIZES
def test_a_sign_leads_to_the_number_at_once(
    where: str, server: RunningServer, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(where)
    start_check(page, server)
    answer_until(page, "em_back")
    mark(page, ["saddle"])
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile("/now$"))
    call = page.locator("a.call.urgent[href='tel:999']").first
    expect(call).to_be_in_viewport(ratio=1)
    expect(page.locator("main a[href^='/record']")).to_have_count(0)
    look_over(page, "40-now")


def test_a_word_of_self_harm_leads_to_the_crisis_page(phone: Page, server: RunningServer) -> None:
    start_check(phone, server)
    answer_until(phone, "self_harm")
    look_over(phone, "41-self-harm")
    thoughts = phone.locator("input[name=choice][data-acts]").first
    thoughts.check()
    expect(phone.locator(".act-now a[href^='/crisis']")).to_be_in_viewport()
    phone.get_by_role("button", name="Continue").click()
    expect(phone).to_have_url(re.compile(r"/crisis\?check="))
    assert phone.locator("main a[href^='tel:']").count() > 0
    look_over(phone, "42-crisis")


def test_a_child_ends_after_the_emergency_signs(phone: Page, server: RunningServer) -> None:
    start_check(phone, server)
    told = {**ANSWERS, "age": 9}
    count = 0
    while question_of(phone):
        answer(phone, told)
        count += 1
        assert count < 25
    expect(phone).to_have_url(re.compile("/child$"))
    expect(phone.locator("main a[href^='/record']")).to_have_count(0)
    look_over(phone, "43-child")
    (check,) = server.desk.store.items(ItemKind.CHECK)
    assert "what" not in server.desk.state_of(check).answers


def test_not_knowing_a_sign_asks_to_be_seen_within_two_weeks(phone: Page, server: RunningServer) -> None:
    a_person(server.desk)
    check = a_check(server.desk, LEVELS["self_care"])
    phone.goto(f"{server.url}/result/{check.id}")
    expect(phone.locator(".level .where")).not_to_contain_text("within two weeks")
    phone.goto(f"{server.url}/check/{check.id}/q/em_ill?from=answers")
    mark(phone, "dont_know")
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("I don't know").first).to_be_visible()
    phone.get_by_role("button", name="Finish and see the result").first.click()
    phone.goto(f"{server.url}/result/{check.id}")
    expect(phone.locator(".level .where")).to_contain_text("within two weeks")
    look_over(phone, "44-do-not-know")
