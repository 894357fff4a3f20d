"""Public pages of vocabularies and their terms, with the records that use each."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.context import caller, parts
from app.pages.authority_words import PartRow, title_in, url_of
from app.pages.cards import in_words
from app.pages.part_labels import facet_words
from app.pages.term_rows import grow_tree, label_kinds, name_of, read_page
from catalogue.services.described import number_of
from catalogue.services.term_uses import list_uses
from catalogue.services.vocabularies import list_vocabularies, read_term, read_vocabulary

bp = Blueprint("page_terms", __name__, url_prefix="/<any(vi,en):lang>/terms")


@bp.get("/")
def index() -> ResponseReturnValue:
    """All vocabularies."""
    with parts().readers() as session:
        rows = [(row.slug, in_words(row.title_vi, row.title_en), count) for row, count in list_vocabularies(session)]
    return render_template("public/vocabularies.html", rows=rows)


@bp.get("/<slug>")
def vocabulary(slug: str) -> ResponseReturnValue:
    """The tree of one vocabulary."""
    with parts().readers() as session:
        found = read_vocabulary(session, slug)
        tree = grow_tree(session, caller(), found, with_retired=False)
    return render_template(
        "public/vocabulary.html", vocabulary=found, title=in_words(found.title_vi, found.title_en), tree=tree
    )


@bp.get("/<slug>/<term_slug>")
def show(slug: str, term_slug: str) -> ResponseReturnValue:
    """One term: names, what is broader and narrower, the same concept elsewhere, the records that use it."""
    with parts().readers() as session:
        found = read_vocabulary(session, slug)
        page = read_page(session, caller(), read_term(session, found, term_slug))
        facets = facet_words()
        rows = [
            PartRow(number_of(use.record), title_in(use.record), url_of(use.record), facets[use.facet.value])
            for use in list_uses(session, caller(), page.term)
        ]
    return render_template(
        "public/term.html",
        vocabulary=found,
        vocabulary_title=in_words(found.title_vi, found.title_en),
        page=page,
        rows=rows,
        kinds=label_kinds(),
        name_of=name_of,
    )
