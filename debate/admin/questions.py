"""Question sets, which come in as files; passages and questions, which are read here and not changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from unfold.admin import ModelAdmin, TabularInline

from debate.admin.studies import Ours
from debate.admin.uploads import QuestionSetForm, TakesUploads
from debate.models import Passage, Question, QuestionSet
from debate.services.disputed import DISPUTED, is_disputed, mark_disputed


class ReadOnly(Ours, ModelAdmin):
    """What launched experiments rest on comes in by file, and changes by file alone."""

    through = "question_set__"

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def answers(question: Question) -> list[tuple[str, str]]:
    """Each option, or the one candidate, after ✓ (right, or better), – (not) or ? (nobody knows)."""
    if not question.options:
        return [(_mark(question.correct), question.candidate)]
    known = question.answer is not None
    return [(_mark(n == question.answer if known else None), text) for n, text in enumerate(question.options)]


def _mark(right: bool | None) -> str:
    return {True: "✓", False: "–", None: "?"}[right]


def numbered(text: str) -> str:
    return "\n".join(f"{n:>3}  {line}" for n, line in enumerate(text.splitlines(), 1))


class QuestionInline(Ours, TabularInline):
    through = "question_set__"
    model = Question
    fields = ("shown", "shown_answers", "passage")
    readonly_fields = ("shown", "shown_answers", "passage")
    extra = max_num = 0
    can_delete = False
    per_page = 20
    hide_title = True
    verbose_name_plural = "questions in it"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        found: QuerySet[Question] = super().get_queryset(request).select_related("passage")
        return found

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description="question")
    def shown(self, question: Question) -> SafeString:
        address = reverse("admin:debate_question_change", args=[question.pk])
        return format_html('<a class="underline" href="{}">{}</a>', address, question.text)

    @admin.display(description="answers")
    def shown_answers(self, question: Question) -> SafeString:
        marked = ((mark, Truncator(text).chars(200)) for mark, text in answers(question))
        return format_html_join(mark_safe("<br>"), "{} {}", marked)


@admin.register(QuestionSet)
class QuestionSetAdmin(TakesUploads):
    form = QuestionSetForm
    list_display = ("name", "question_count", "created_at")
    search_fields = ("name",)
    inlines = (QuestionInline,)
    compressed_fields = False
    fieldsets = ((None, {"fields": ("name", "questions", "passages", "notes", "study")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuestionSet]:
        found: QuerySet[QuestionSet] = super().get_queryset(request).annotate(count=Count("questions"))
        return found

    def get_inlines(self, request: HttpRequest, obj: QuestionSet | None) -> tuple[type[TabularInline], ...]:
        return self.inlines if obj else ()

    def get_readonly_fields(self, request: HttpRequest, obj: QuestionSet | None = None) -> tuple[str, ...]:
        return ("name",) if obj else ()

    @admin.display(description="questions", ordering="count")
    def question_count(self, found: Any) -> int:
        return int(found.count)


class KeyFilter(admin.SimpleListFilter):
    title, parameter_name = "answer key", "key"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(DISPUTED, DISPUTED), ("settled", "settled")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        """A tag that isn't there is no reason to leave a question out, as a plain exclude would."""
        disputed = Q(**{f"tags__{DISPUTED}": True})
        if self.value() == DISPUTED:
            return queryset.filter(disputed)
        return queryset.filter(~disputed | Q(**{f"tags__{DISPUTED}__isnull": True})) if self.value() else queryset


@admin.register(Question)
class QuestionAdmin(ReadOnly):
    list_display = ("external_id", "__str__", "kind", "question_set", "passage", "key")
    list_filter = (KeyFilter, "kind", ("question_set", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("question_set", "passage")
    actions = ("mark_as_disputed", "mark_as_settled")
    search_fields = ("external_id", "text")
    fields = (
        "question_set",
        "external_id",
        "kind",
        "text",
        "shown_answers",
        "shown_flaw",
        "pair",
        "passage",
        "tags",
        "arguments",
    )
    readonly_fields = ("shown_answers", "shown_flaw")

    @admin.display(description="answer key")
    def key(self, question: Question) -> str:
        return DISPUTED if is_disputed(question) else ""

    @admin.action(description="Mark the answer key as disputed")
    def mark_as_disputed(self, request: HttpRequest, chosen: QuerySet[Question]) -> None:
        self._mark(request, chosen, disputed=True)

    @admin.action(description="Mark the answer key as settled")
    def mark_as_settled(self, request: HttpRequest, chosen: QuerySet[Question]) -> None:
        self._mark(request, chosen, disputed=False)

    def _mark(self, request: HttpRequest, chosen: QuerySet[Question], *, disputed: bool) -> None:
        """Plans leave disputed keys out by default, so this is kept with who did it, as every change here is."""
        changed, word = mark_disputed(chosen, disputed), DISPUTED if disputed else "settled"
        assert isinstance(request.user, User), "only members get here"
        words = f"Marked the answer key as {word}."
        LogEntry.objects.log_actions(request.user.pk, changed, CHANGE, change_message=words)
        self.message_user(request, f"{len(changed):,} of {len(chosen):,} marked as {word}; the others were before.")

    @admin.display(description="answers")
    def shown_answers(self, question: Question) -> SafeString:
        """Solutions and code with the numbers of their lines."""
        lined = question.kind == Question.Kind.CANDIDATE
        shown = ((mark, numbered(text) if lined else text) for mark, text in answers(question))
        return format_html_join("", '<pre class="overflow-x-auto mb-4">{}\n{}</pre>', shown)

    @admin.display(description="the wrong one's flaw")
    def shown_flaw(self, question: Question) -> str:
        return "In line {line}. {why}".format(**question.flaw) if question.flaw else "–"


@admin.register(Passage)
class PassageAdmin(ReadOnly):
    list_display = ("external_id", "title", "question_set")
    list_filter = (("question_set", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("question_set",)
    search_fields = ("external_id", "title")
