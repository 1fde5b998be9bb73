"""Studies with their members; and what keeps the rest of the admin to what is one's own."""

from __future__ import annotations

from typing import Any, NoReturn

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import ForeignKey, Model, QuerySet
from django.http import Http404, HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from debate import access
from debate.models import Member, OfStudy, Study


class NotFound:
    """What isn't there, or isn't the viewer's, is 404 here as on every other page."""

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        raise Http404(f"There is no such {opts.verbose_name}.")


class Ours(NotFound):
    """Those rows that the viewer may set up, and no choice of anybody else's. For a ModelAdmin or an inline.

    `through` leads from a row to what belongs to a study, `study` the same in Python.
    """

    through = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]  # a mixin
        return access.set_up(access.viewer_of(request.user), found, self.through)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return access.viewer_of(request.user).sets_up

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A row that isn't the viewer's is not found at all."""
        return access.viewer_of(request.user).sets_up

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        viewer, chosen = access.viewer_of(request.user), db_field.remote_field.model
        if chosen is Study:
            kwargs["queryset"] = access.studies(viewer)
        elif isinstance(chosen, type) and issubclass(chosen, OfStudy):
            kwargs["queryset"] = access.set_up(viewer, chosen._default_manager.all())
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # a mixin
        if chosen is Study and not viewer.installation:
            # What they made for nobody's study, they could not see themselves.
            field.required, field.initial = True, access.studies(viewer).first()
        return field


class MemberInline(Ours, TabularInline):
    model = Member
    through = "study__"
    fields = ("user", "role")
    extra = 0
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        return Member.objects.filter(study__in=access.studies(access.viewer_of(request.user), Member.Role.OWNER))

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_active=True, player=None).order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Study)
class StudyAdmin(NotFound, ModelAdmin):
    """Made by operators; its owners choose who works in it."""

    list_display = ("name", "created_at")
    search_fields = ("name",)
    fields = ("name",)
    inlines = (MemberInline,)
    compressed_fields = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Study]:
        return access.studies(access.viewer_of(request.user), Member.Role.OWNER)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.get_queryset(request).exists() or self.has_add_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Study | None = None) -> bool:
        return self.has_module_permission(request)

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Study | None = None) -> bool:
        return self.has_add_permission(request)
