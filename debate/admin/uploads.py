"""Question sets as files: what comes in is looked at first and taken in once that is confirmed; and out again."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminFileFieldWidget

from debate.admin.studies import Ours
from debate.exporters.questions import FILES
from debate.importers import BadFile, Preview, Problem, import_questions, preview_questions
from debate.models import QuestionSet, Upload

MOST_MB, MOST_ROWS = 20, 20_000
SHOWN = 5
FORMATS = "JSON lines (.jsonl), one object a line, or a table (.csv) with the same names"
BOUNDS = f"At most {MOST_MB} MB and {MOST_ROWS:,} rows."


class QuestionSetForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A set with its files. A form that is valid has been read whole, and `preview` is what would be stored."""

    preview: Preview | None = None

    questions = forms.FileField(
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=f"id, question, and options with answer; or candidate (or code) with correct; or right and wrong; or "
        f"texts with better. {FORMATS}. {BOUNDS} You see what was read before anything is stored.",
    )
    passages = forms.FileField(
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=f"Where the questions name passages by passage_id: id, title, text, source. {FORMATS}. {BOUNDS}",
    )

    class Meta:
        model = QuestionSet
        fields = ("name", "notes", "study")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A set begins with its questions.
        self.fields["questions"].required = self.instance.pk is None

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not self.instance.pk and QuestionSet.objects.filter(name=name).exists():
            raise forms.ValidationError(f"There is a question set “{name}”: open it to add to it.")
        return name

    def clean_questions(self) -> UploadedFile[bytes] | None:
        return _bounded(self.cleaned_data["questions"])

    def clean_passages(self) -> UploadedFile[bytes] | None:
        return _bounded(self.cleaned_data["passages"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("passages") and not given.get("questions"):
            self.add_error("questions", "Choose the questions' file too; passages come with their questions.")
        elif given.get("questions") and not self.errors:
            self._read(given.get("name") or self.instance.name, given["questions"], given.get("passages"))
        return given

    def _read(self, name: str, questions: BinaryIO, passages: BinaryIO | None) -> None:
        self.preview = preview_questions(name, questions, passages, MOST_ROWS)
        if count := len(self.preview.problems):
            things = "one thing is" if count == 1 else f"{count:,} things are"
            self.add_error("questions", f"Nothing was stored, since {things} wrong: see the list above.")


def _bounded(file: UploadedFile[bytes] | None) -> UploadedFile[bytes] | None:
    size = (file.size or 0) / 1_000_000 if file else 0
    if file and size > MOST_MB:
        words = f"{file.name} has {size:.1f} MB, and a file can have {MOST_MB}: split it, and add its parts one by one."
        raise forms.ValidationError(words)
    return file


class TakesUploads(Ours, ModelAdmin):
    """The admin of question sets: a valid form with a file leads to a page that shows it, and stores nothing yet."""

    class Media:
        css = {"all": ["set_up.css"]}

    change_form_outer_before_template = "admin/upload_problems.html"
    actions_detail = ("questions_file", "passages_file")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.uploaded)
        own = [path("uploads/<str:public_id>/", view, name="debate_questionset_upload")]
        return [*own, *super().get_urls()]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        if request.method == "POST" and request.FILES and (upload := self._kept(request, object_id)):
            return redirect("admin:debate_questionset_upload", upload.public_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _kept(self, request: HttpRequest, object_id: str | None) -> Upload | None:
        """The upload, kept until it is confirmed; None where the form has to be shown again."""
        known = self.get_object(request, object_id) if object_id else None
        allowed = self.has_change_permission(request, known) if known else self.has_add_permission(request)
        if not allowed or (object_id and not known):
            return None
        form_class = self.get_form(request, known, change=known is not None)
        form = form_class(request.POST, request.FILES, instance=known)
        return _keep(request, known, form) if form.is_valid() else None

    def uploaded(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """What was read, on GET; on POST it is stored, or forgotten."""
        upload = Upload.objects.filter(public_id=public_id, user=request.user.pk).first()
        if upload is None:
            messages.error(
                request, "That upload was stored, forgotten, or replaced by a later one. Choose the file again."
            )
            return redirect("admin:debate_questionset_changelist")
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST" and "forget" in request.POST:
            upload.delete()
            return redirect("admin:debate_questionset_changelist")
        if request.method == "POST":
            return self._store(request, upload)
        preview = _look(upload)
        shown = {
            **self.admin_site.each_context(request),
            "title": f"Look at what is to be stored in “{upload.name}”",
            "opts": QuestionSet._meta,
            "upload": upload,
            "preview": preview,
            "rows": [(row, preview.passages.get(row.passage_id or "")) for row in preview.questions[:SHOWN]],
        }
        return render(request, "admin/upload.html", shown)

    def _store(self, request: HttpRequest, upload: Upload) -> HttpResponseRedirect:
        try:
            made = self._take_in(request, upload)
        except BadFile as problem:
            # Somebody else has added to the set, or launched with it, since this was looked at.
            messages.error(request, f"Nothing was stored: {problem}")
            return redirect("admin:debate_questionset_upload", upload.public_id)
        return redirect("admin:debate_questionset_change", made.pk)

    @transaction.atomic
    def _take_in(self, request: HttpRequest, upload: Upload) -> QuestionSet:
        if upload.question_set is None and (taken := _taken(upload)):
            raise BadFile([taken])
        summary = import_questions(upload.name, *files_of(upload))
        made = QuestionSet.objects.get(name=upload.name)
        made.notes, made.study = upload.notes, upload.study
        made.save(update_fields=["notes", "study"])
        upload.delete()
        log = self.log_change if upload.question_set else self.log_addition
        log(request, made, str(summary))
        messages.success(request, str(summary))
        return made

    @action(description="Questions as a file", url_path="questions-file")
    def questions_file(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._file(request, object_id, "questions")

    @action(description="Passages as a file", url_path="passages-file")
    def passages_file(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._file(request, object_id, "passages")

    def _file(self, request: HttpRequest, object_id: int, which: str) -> HttpResponse:
        """What uploads are bounded by bounds this too, so that it is made at once."""
        found = get_object_or_404(self.get_queryset(request), pk=object_id)
        content = "".join(FILES[which](found))
        if not content:
            raise Http404(f"The question set “{found}” has no {which}.")
        name = f'attachment; filename="{found}.{which}.jsonl"'
        return HttpResponse(content, content_type="application/jsonl", headers={"Content-Disposition": name})


def _look(upload: Upload) -> Preview:
    if upload.question_set is None and (taken := _taken(upload)):
        return Preview(problems=(taken,))
    return preview_questions(upload.name, *files_of(upload), MOST_ROWS)


def _taken(upload: Upload) -> Problem | None:
    """Why the new set can't be made: somebody has made one of that name since."""
    words = f"there is a question set “{upload.name}” by now; open it to add to it."
    return Problem(upload.questions_name, words) if QuestionSet.objects.filter(name=upload.name).exists() else None


def _keep(request: HttpRequest, known: QuestionSet | None, form: QuestionSetForm) -> Upload:
    given, user = form.cleaned_data, request.user
    assert user.pk is not None, "the admin lets nobody else in"
    Upload.clear(user.pk)
    questions, passages = given["questions"], given.get("passages")
    return Upload.objects.create(
        user_id=user.pk,
        question_set=known,
        name=known.name if known else given["name"],
        notes=given.get("notes", ""),
        study=given.get("study", known and known.study),
        questions_name=questions.name,
        questions=_bytes(questions),
        passages_name=passages.name if passages else "",
        passages=_bytes(passages) if passages else None,
    )


def _bytes(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


def files_of(upload: Upload) -> tuple[BinaryIO, BinaryIO | None]:
    """Its questions and passages, as the importer reads them."""
    questions = ContentFile(bytes(upload.questions), upload.questions_name)
    passages = None if upload.passages is None else ContentFile(bytes(upload.passages), upload.passages_name)
    return cast(BinaryIO, questions), cast(BinaryIO | None, passages)
