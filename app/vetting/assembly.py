"""Files without a mistake → the Instrument the rest of the house uses."""

from collections.abc import Mapping

from app.vetting.frame_shape import FormShape, FrameShape, NumberMapShape, ScoringShape, SharedOptionsShape
from app.vetting.instrument import (
    Band,
    Dimension,
    Facet,
    Flag,
    FlagRule,
    Form,
    FormKind,
    Instrument,
    Item,
    NumberMap,
    NumberRow,
    Option,
    Scoring,
    ShortForm,
    SourceConstants,
    SupportLevel,
)
from app.vetting.shapes import DimensionShape, ItemShape


def assembled(frame: FrameShape, sheets: list[DimensionShape], digest: str) -> Instrument:
    """The whole instrument; items are in the order the forms ask them."""
    items, levels = _items(frame, sheets), frame.support.levels
    return Instrument(
        **frame.instrument.model_dump(),
        hash=digest,
        anchor_ladder=tuple(text for _, text in sorted(frame.scale.anchor_ladder.items())),
        hide_points_from_respondents=frame.scale.hide_points_from_respondents,
        statuses=frame.statuses.model_dump(),
        article=frame.article,
        dimensions=tuple(_dimension(frame, sheet) for sheet in sheets),
        facets=tuple(facet for sheet in sheets for facet in _facets(sheet)),
        items=tuple(items[name] for form in frame.forms.by_kind().values() for name in form.items),
        forms=tuple(_form(kind, form) for kind, form in frame.forms.by_kind().items()),
        short_form=ShortForm(**frame.short_form.model_dump()),
        number_maps={name: _number_map(sheet) for name, sheet in frame.number_maps.items()},
        support_levels=tuple(SupportLevel(id=name, cap=each.cap, label=each.label) for name, each in levels.items()),
        support_applies_to=tuple(frame.support.applies_to),
        bands=tuple(Band(id=name, **band.model_dump()) for name, band in frame.bands.items()),
        flags=tuple(Flag(id=name, level=flag.level, text=flag.text) for name, flag in frame.flags.items()),
        weight_presets=frame.weight_presets,
        call_order=tuple(frame.call_order),
        scoring=_scoring(frame.scoring),
    )


def _items(frame: FrameShape, sheets: list[DimensionShape]) -> Mapping[str, Item]:
    return {
        item.id: _item(item, (sheet.id, facet, kind), frame)
        for sheet in sheets
        for facet, asked in sheet.facets.items()
        for kind, item in asked.asked().items()
    }


def _item(sheet: ItemShape, where: tuple[str, str, FormKind], frame: FrameShape) -> Item:
    dimension, facet, form = where
    flag = sheet.flag_if
    return Item(
        **sheet.model_dump(include={"id", "type", "prompt", "why", "probe", "weight", "map", "evidence", "reverse"}),
        text_optional=sheet.text_optional,
        dimension=dimension,
        facet=facet,
        form=form,
        na_when=None if sheet.does_not_apply == "never" else sheet.does_not_apply,
        options=_options(sheet, frame.shared_options),
        elements=tuple(sheet.elements),
        sides=(sheet.side_a, sheet.side_b) if sheet.side_a and sheet.side_b else None,
        support=form == "evaluator" and sheet.type in frame.support.applies_to and sheet.support != "none",
        flag_if=FlagRule(flag=flag.flag, gt=flag.above, lt=flag.below) if flag else None,
    )


def _options(sheet: ItemShape, shared: SharedOptionsShape) -> tuple[Option, ...]:
    lists = {"frequency": shared.frequency, "pair": shared.pair}
    written = lists.get(sheet.type, sheet.options)
    return tuple(Option(points=int(p), text=text, flag=sheet.flags.get(p)) for p, text in written.items())


def _facets(sheet: DimensionShape) -> list[Facet]:
    return [
        Facet(
            id=name,
            dimension=sheet.id,
            article=tuple(facet.article),
            items=tuple(item.id for item in facet.asked().values()),
        )
        for name, facet in sheet.facets.items()
    ]


def _dimension(frame: FrameShape, sheet: DimensionShape) -> Dimension:
    weight = frame.weights[sheet.id]
    return Dimension(id=sheet.id, name=sheet.name, one_line=sheet.one_line, weight=weight, facets=tuple(sheet.facets))


def _form(kind: FormKind, sheet: FormShape) -> Form:
    return Form(kind=kind, **sheet.model_dump(exclude={"rules"}), **sheet.rules.model_dump())


def _number_map(sheet: NumberMapShape) -> NumberMap:
    rows = tuple(NumberRow(points=row.points, le=row.at_most, ge=row.at_least) for row in sheet.rows)
    return NumberMap(unit=sheet.unit, rows=rows, otherwise=sheet.otherwise)


def _scoring(sheet: ScoringShape) -> Scoring:
    part, whole = sheet.dimension_rule, sheet.overall_rule
    return Scoring(
        min_coverage=part.min_coverage,
        min_answers=part.min_answers,
        min_answers_small_form=part.min_answers_if_form_has_under_3_items,
        overall_min_dimensions=whole.min_dimensions,
        overall_min_coverage=whole.min_coverage,
        overall_needs_evaluator=whole.needs_evaluator,
        sources={name: SourceConstants(**source.model_dump()) for name, source in sheet.sources.counted().items()},
        prior_mean=sheet.prior.mean,
        prior_strength=sheet.prior.strength,
        tau2=sheet.prior.tau2,
        sigma_nu0=sheet.sigma_update.nu0,
        **sheet.say_do.model_dump(),
        level=sheet.level,
        borderline_probability=sheet.borderline_probability,
        no_number_points=sheet.no_number_points,
    )
