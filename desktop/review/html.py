"""The review as one HTML file: no script, no file beside it, made to be read, mailed by hand, or printed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from desktop.review.document import CurvePoint, MeasureResult, Moment, ReviewDocument, ReviewTurn, StepResult
from desktop.review.remarks import Remark, remarks
from desktop.review.sentences import STATUS, about_line, clock, spoken_by, trust_in, who_said
from desktop.review.spans import pieces

MARKS = {"avoid": "✕", "say": "✓", "step": "", "promise": "◷", "possible": "?"}
"""The mark of each kind; a step shows its number."""

_STYLE = """
:root { color-scheme: light dark; --bg:#f7f6f3; --surface:#fff; --line:#e2dfd8; --text:#1d2127; --muted:#5c6573;
  --avoid:#b8402a; --say:#1e7d46; --step:#2a5fc4; --promise:#6b46c1; --possible:#8a6100; }
@media (prefers-color-scheme: dark) { :root { --bg:#14161a; --surface:#1b1e24; --line:#2e333d; --text:#e9ecf1;
  --muted:#9aa3b2; --avoid:#f2836b; --say:#6ccb8f; --step:#7aa7f7; --promise:#b79bf2; --possible:#e7b84f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; background: var(--bg); color: var(--text);
  font: 15px/1.55 Inter, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 28px; margin: 0; } h2 { font-size: 15px; margin: 0 0 .75rem; }
.muted { color: var(--muted); } .lead { font-size: 18px; margin: .75rem 0 1.5rem; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 20px;
  margin: 0 0 16px; }
table { border-collapse: collapse; width: 100%; } td, th { padding: .3rem .5rem; text-align: left;
  vertical-align: top; border-top: 1px solid var(--line); font-weight: normal; }
tr:first-child > * { border-top: 0; }
time, .time { color: var(--muted); font-variant-numeric: tabular-nums; white-space: nowrap; font-size: 13px; }
.persona { color: var(--muted); } .who { white-space: nowrap; }
mark { background: color-mix(in srgb, var(--kind) 18%, transparent); color: inherit; border-radius: 3px;
  padding: 0 .1em; text-decoration: underline solid var(--kind) 2px; text-underline-offset: 3px; }
mark.avoid { text-decoration-style: wavy; text-decoration-thickness: 1.5px; }
mark.possible { text-decoration-style: dotted; background: none; }
.avoid { --kind: var(--avoid); } .say { --kind: var(--say); } .step { --kind: var(--step); }
.promise { --kind: var(--promise); } .possible { --kind: var(--possible); }
.sign { color: var(--kind); font-size: 12px; font-weight: 600; white-space: nowrap; }
.better { color: var(--say); } blockquote { margin: .2rem 0; } dl { margin: 0; } dt { color: var(--muted); }
dd { margin: 0 0 .75rem; } article { border-top: 1px solid var(--line); padding: 12px 0; }
article:first-of-type { border-top: 0; }
.remark { border-left: 2px solid var(--muted); margin: .4rem 0 0; padding-left: .7rem; white-space: pre-line; }
audio { display: block; height: 32px; width: 100%; max-width: 26rem; margin-top: .4rem; }
svg { width: 100%; height: auto; display: block; } svg text { font-size: 11px; fill: var(--muted); }
@media print { audio { display: none; } body { max-width: none; padding: 0; background: #fff; }
  section { break-inside: avoid-page; }
  section.long { break-inside: auto; } tr, article { break-inside: avoid; } }
"""


def render(document: ReviewDocument, sounds: Sequence[bytes] = ()) -> str:
    """The whole page. `sounds`: a FLAC for each turn, in their order, b"" where one has none; () for no sound."""
    title = escape(f"{document.title}, {document.started_at[:10]}")
    parts = [
        _head(document),
        _written(document),
        _curve(document),
        _transcript(document, sounds),
        _moments(document),
    ]
    parts += [_steps(document.steps), _measures(document.measures), _next(document.next_time), _foot(document)]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'"
        f'{"; media-src data:" if sounds else ""}">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def kind_of(moment: Moment) -> str:
    """The kind a moment is painted as: what is only possible looks the same whatever it may be."""
    return "possible" if moment.tier == "possible" else moment.kind


def sign(moment: Moment) -> str:
    """The mark with its word, such as "✕ blame" or "2 gut"."""
    mark = str(moment.order) if moment.kind == "step" and moment.tier == "found" else MARKS[kind_of(moment)]
    return f"{mark} {moment.label}".strip()


def _head(document: ReviewDocument) -> str:
    about = about_line(document)
    again = f'<p class="muted">{escape(document.rescoring.sentence)}</p>' if document.rescoring else ""
    return (
        f"<header><h1>{escape(document.title)}</h1>"
        f'<div class="muted">{escape(document.persona)}, {escape(document.persona_role)} · {escape(about)}</div>'
        f'<p class="lead">{escape(document.summary)}</p>{again}</header>'
    )


def _curve(document: ReviewDocument) -> str:
    if len(document.curve) < 2:
        return ""
    width, height, begin = 840.0, 150.0, document.begins_s
    end = max(document.duration_s, begin + 1.0)

    def line(values: Iterable[tuple[float, float]]) -> str:
        return " ".join(
            f"{(at - begin) / (end - begin) * width:.1f},{(100 - v) / 100 * height + 10:.1f}" for at, v in values
        )

    def both(of: str) -> str:
        return line((point.at_s, float(getattr(point, of))) for point in document.curve)

    described = escape(_curve_in_words(document.persona, document.curve))
    return (
        f"<section><h2>How {escape(document.persona)} was</h2>"
        f'<svg viewBox="0 0 {width:.0f} {height + 40:.0f}" role="img" aria-label="{described}">'
        f'<polyline fill="none" stroke="var(--avoid)" stroke-width="2" points="{both("stress")}"/>'
        f'<polyline fill="none" stroke="var(--say)" stroke-width="2" stroke-dasharray="5 4"'
        f' points="{both("trust")}"/>'
        f'<text x="0" y="{height + 34:.0f}">{clock(begin)}</text>'
        f'<text x="{width:.0f}" y="{height + 34:.0f}" text-anchor="end">{clock(end)}</text></svg>'
        f'<div class="muted">Solid line: stress. Dashed line: {escape(trust_in(document))}.</div></section>'
    )


def _curve_in_words(name: str, curve: Sequence[CurvePoint]) -> str:
    first, last = curve[0], curve[-1]
    return (
        f"{name}'s stress went from {first.stress:.0f} to {last.stress:.0f} of 100, "
        f"trust from {first.trust:.0f} to {last.trust:.0f}."
    )


def _written(document: ReviewDocument) -> str:
    said = "".join(map(_remark, remarks(document, None)))
    return f"<section><h2>Notes and comments</h2>{said}</section>" if said else ""


def _remark(one: Remark) -> str:
    about = f' <span class="muted">on “{escape(one.about)}”</span>' if one.about else ""
    return f'<div class="remark"><b>{escape(one.who)}</b>{about}: {escape(one.text)}</div>'


def _sound(flac: bytes) -> str:
    if not flac:
        return ""
    return f'<audio controls preload="none" src="data:audio/flac;base64,{b64encode(flac).decode()}"></audio>'


def _transcript(document: ReviewDocument, sounds: Sequence[bytes]) -> str:
    by_turn: dict[int, list[Moment]] = {}
    for moment in document.moments:
        by_turn.setdefault(moment.turn_id, []).append(moment)
    rows = "".join(
        _turn(
            turn,
            by_turn.get(turn.turn_id, []),
            "".join(map(_remark, remarks(document, turn.turn_id)))
            + _sound(sounds[number] if number < len(sounds) else b""),
        )
        for number, turn in enumerate(document.turns)
    )
    body = rows or '<tr><td class="muted">Nothing was said in this call.</td></tr>'
    return f'<section class="long"><h2>What was said</h2><table>{body}</table></section>'


def _turn(turn: ReviewTurn, moments: Sequence[Moment], below: str) -> str:
    if turn.carried:
        return (
            f'<tr class="muted"><td class="time">{clock(turn.audio_s[0])}</td>'
            f"<td>{escape(spoken_by(turn))}</td><td>{escape(turn.text)}{below}</td></tr>"
        )
    text = "".join(_piece(piece.text, piece.moments, piece.ends) for piece in pieces(turn.text, moments))
    return (
        f'<tr class="{turn.role}"><td class="time">{clock(turn.audio_s[0])}</td>'
        f'<td class="who">{escape(turn.speaker)}</td><td>{text}{below}</td></tr>'
    )


def _piece(text: str, moments: Sequence[Moment], ends: Sequence[Moment]) -> str:
    painted = escape(text)
    for moment in moments:
        painted = f'<mark class="{kind_of(moment)}">{painted}</mark>'
    signs = "".join(f' <span class="sign {kind_of(end)}">{escape(sign(end))}</span>' for end in ends)
    return painted + signs


def _moments(document: ReviewDocument) -> str:
    who = who_said(document)
    advice = "".join(_advice(moment, who) for moment in document.moments if moment.say_this)
    others = "".join(_advice(one, who) for one in document.moments if not one.say_this and (one.why or one.effect))
    parts = (("Say this, not that", advice), ("What else stood out", others))
    return "".join(f'<section class="long"><h2>{title}</h2>{said}</section>' for title, said in parts if said)


def _advice(moment: Moment, who: str) -> str:
    why = f'<div class="muted">{escape(" ".join(filter(None, (moment.why, moment.effect))))}</div>'
    say = (
        f'<blockquote class="better">Say this: “{escape(moment.say_this)}”</blockquote>' if moment.say_this else ""
    )
    return (
        f'<article><span class="sign {kind_of(moment)}">{escape(sign(moment))}</span> '
        f'<span class="time">{clock(moment.audio_s[0])}</span>'
        f"<blockquote>{escape(who)}: “{escape(moment.words)}”</blockquote>"
        f"{say}{why}</article>"
    )


def _steps(steps: Sequence[StepResult]) -> str:
    rows = "".join(_step(step) for step in steps)
    return f"<section><h2>Steps</h2><table>{rows}</table></section>" if steps else ""


def _step(step: StepResult) -> str:
    said = STATUS[step.status]
    when = f"{said}, {clock(step.at_s)}" if step.at_s is not None else said
    parts = ", ".join(
        f"{part.label} ({'heard' if part.moment is not None else 'not heard'})" for part in step.parts
    )
    missing = "" if step.status == "reached" else f'<div class="better">“{escape(step.say)}”</div>'
    return (
        f'<tr><td>{step.order}</td><td>{escape(step.title)}<div class="muted">{escape(parts)}</div>{missing}</td>'
        f'<td class="time">{escape(when)}</td></tr>'
    )


def _measures(measures: Sequence[MeasureResult]) -> str:
    rows = "".join(
        f"<tr><td>{escape(one.title)}</td><td><b>{escape(one.shown)}</b></td>"
        f'<td class="muted">{escape(one.sentence)}</td></tr>'
        for one in measures
    )
    return f"<section><h2>Measures</h2><table>{rows}</table></section>" if measures else ""


def _next(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    return (
        "<section><h2>Next time</h2><ol>"
        + "".join(f"<li>{escape(line)}</li>" for line in lines)
        + "</ol></section>"
    )


def _foot(document: ReviewDocument) -> str:
    engines = " · ".join(
        f"{engine.role}: {engine.name} {engine.version}, {engine.model}" for engine in document.engines
    )
    notices = "".join(f"<p>{escape(notice)}</p>" for notice in document.notices)
    heard = f"<p>The words shown are those of {escape(document.shown_ear)}.</p>" if document.shown_ear else ""
    return f'<footer class="muted">{notices}{heard}<p>{escape(engines)}</p></footer>'
