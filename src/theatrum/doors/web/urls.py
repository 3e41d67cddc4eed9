"""Addresses of the pages."""

from django.urls import include, path
from django.views.generic import RedirectView

from theatrum.doors.web.pages import design, invitations, settings, start, terms, uploads
from theatrum.doors.web.pages.administration import (
    audit,
    gates,
    institutions,
    invite,
    mail,
    people,
    profile,
    profile_edit,
    releases,
    storage,
)
from theatrum.doors.web.pages.administration import overview as administration
from theatrum.doors.web.pages.administration import terms as administered_terms
from theatrum.doors.web.pages.administration.centers import urls as administered_centers
from theatrum.doors.web.pages.calendar import editing as calendar_editing
from theatrum.doors.web.pages.calendar import showing as calendar
from theatrum.doors.web.pages.centers import links as center_links
from theatrum.doors.web.pages.centers import listing as center_listing
from theatrum.doors.web.pages.centers import people as center_people
from theatrum.doors.web.pages.centers import people_form
from theatrum.doors.web.pages.entities import changing, downloads, entity, history, known, tiers, trash
from theatrum.doors.web.pages.entities.annotate import fixing, several, single, values
from theatrum.doors.web.pages.grids import changes as grid_changes
from theatrum.doors.web.pages.grids import closing as grid_closing
from theatrum.doors.web.pages.grids import downloading as grid_downloading
from theatrum.doors.web.pages.grids import earlier as grid_earlier
from theatrum.doors.web.pages.grids import filling as grid_filling
from theatrum.doors.web.pages.grids import identifying as grid_identifying
from theatrum.doors.web.pages.grids import importing as grid_importing
from theatrum.doors.web.pages.grids import mappings as grid_mappings
from theatrum.doors.web.pages.grids import new_records as grid_new_records
from theatrum.doors.web.pages.grids import opening as grid_opening
from theatrum.doors.web.pages.grids import own_tables
from theatrum.doors.web.pages.grids import page as grid_page
from theatrum.doors.web.pages.grids import saving as grid_saving
from theatrum.doors.web.pages.grids import ticket as grid_ticket
from theatrum.doors.web.pages.grids import versions as grid_versions
from theatrum.doors.web.pages.handbook import directory, leading, updates
from theatrum.doors.web.pages.liaison import urls as liaison_urls
from theatrum.doors.web.pages.model import attribute, compare, component, overview, relations, search
from theatrum.doors.web.pages.notices import urls as notice_urls
from theatrum.doors.web.pages.privacy import deciding as privacy_deciding
from theatrum.doors.web.pages.privacy import file as privacy_file
from theatrum.doors.web.pages.privacy import incidents as privacy_incidents
from theatrum.doors.web.pages.privacy import queue as privacy_queue
from theatrum.doors.web.pages.privacy import rules as privacy_rules
from theatrum.doors.web.pages.tasks import acting as task_acting
from theatrum.doors.web.pages.tasks import listing as task_listing
from theatrum.doors.web.pages.tasks import task as task_page
from theatrum.doors.web.pages.tools import dates as dates_tool
from theatrum.doors.web.pages.tools import identifiers
from theatrum.doors.web.pages.tools import layout as layout_tool
from theatrum.doors.web.pages.tools import overview as tools
from theatrum.doors.web.pages.tools import templates as templates_tool
from theatrum.doors.web.pages.wiki import editing as wiki_editing
from theatrum.doors.web.pages.wiki import following as wiki_following
from theatrum.doors.web.pages.wiki import history as wiki_history
from theatrum.doors.web.pages.wiki import placing as wiki_placing
from theatrum.doors.web.pages.wiki import reading as wiki_reading

urlpatterns = [
    path("", start.home, name="home"),
    # allauth's own overview of second factors; ours shows passkeys and sessions beside them.
    path("account/2fa/", RedirectView.as_view(pattern_name="settings_security")),
    path("account/", include("allauth.urls")),
    path("settings", settings.profile, name="settings_profile"),
    path("settings/security", settings.security, name="settings_security"),
    path("settings/tokens", settings.token_list, name="settings_tokens"),
    path("settings/tokens/<int:token_id>/revoke", settings.revoke, name="settings_token_revoke"),
    path("terms", terms.terms, name="terms"),
    path("terms/accept", terms.accept, name="terms_accept"),
    path("invitations/<str:secret>", invitations.accept, name="invitation"),
    path("administration", administration.overview, name="administration"),
    path("administration/people", people.listing, name="administration_people"),
    path("administration/people/invite", invite.invite, name="administration_invite"),
    path("administration/people/<int:user_id>", people.person, name="administration_person"),
    path("administration/people/<int:user_id>/change", people.change, name="administration_change"),
    path("administration/people/invitations", people.invitations_open, name="administration_invitations"),
    path("administration/invitations/<int:invitation_id>/revoke", people.revoke, name="administration_revoke"),
    path("administration/mail", mail.listing, name="administration_mail"),
    path("administration/mail/<str:name>/discard", mail.discard, name="administration_mail_discard"),
    path("administration/audit", audit.listing, name="administration_audit"),
    path("administration/gates", gates.gates, name="administration_gates"),
    path("administration/gates/excuses/<int:excuse_id>/end", gates.end, name="administration_gate_end"),
    path("administration/institutions", institutions.listing, name="administration_institutions"),
    path(
        "administration/institutions/<int:institution_id>", institutions.institution, name="administration_institution"
    ),
    *administered_centers.urlpatterns,
    path("administration/profile", profile.profile, name="administration_profile"),
    path("administration/profile/edit", profile_edit.edit, name="administration_profile_edit"),
    path("administration/releases", releases.releases, name="administration_releases"),
    path("administration/storage", storage.storage, name="administration_storage"),
    path("administration/storage/sweep", storage.sweep, name="administration_storage_sweep"),
    path("administration/terms", administered_terms.publish, name="administration_terms"),
    path("", include("theatrum.doors.web.pages.help.urls")),
    path("", include("theatrum.doors.web.pages.rfcs.urls")),
    *notice_urls.urlpatterns,
    *liaison_urls.urlpatterns,
    path("tasks", task_listing.tasks, name="tasks"),
    path("tasks/<int:task_id>", task_page.task, name="task"),
    path("tasks/<int:task_id>/act", task_acting.act, name="task_act"),
    path("tasks/<int:task_id>/work", task_acting.work, name="task_work"),
    path("trash", trash.trash, name="trash"),
    path("entities/annotate", several.annotate, name="entities_annotate"),
    path("entities/<str:entity_id>", entity.entity, name="entity"),
    path("entities/<str:entity_id>/download", downloads.download, name="entity_download"),
    path("entities/<str:entity_id>/known", known.download, name="entity_known"),
    path("entities/<str:entity_id>/annotate", single.annotate, name="entity_annotate"),
    path("entities/<str:entity_id>/fix", fixing.fix, name="entity_fix"),
    path("entities/<str:entity_id>/values", values.search, name="entity_values"),
    path("entities/<str:entity_id>/history", history.history, name="entity_history"),
    path("entities/<str:entity_id>/new-folder", changing.new_folder, name="entity_new_folder"),
    path("entities/<str:entity_id>/rename", changing.rename, name="entity_rename"),
    path("entities/<str:entity_id>/tier", tiers.change, name="entity_tier"),
    path("entities/<str:entity_id>/tier/withdraw", tiers.withdraw, name="entity_tier_withdraw"),
    path("entities/<str:entity_id>/move", changing.move, name="entity_move"),
    path("entities/<str:entity_id>/delete", changing.delete, name="entity_delete"),
    path("entities/<str:entity_id>/restore", changing.restore, name="entity_restore"),
    path("entities/<str:entity_id>/purge", changing.purge, name="entity_purge"),
    path("entities/<str:entity_id>/uploads", uploads.start, name="upload_start"),
    path("entities/<str:entity_id>/files", uploads.place, name="upload_place"),
    path("entities/<str:entity_id>/folders", uploads.folder, name="upload_folder"),
    path("uploads/<str:upload_id>/parts", uploads.sign, name="upload_sign"),
    path("uploads/<str:upload_id>/parts/<int:number>", uploads.add, name="upload_add"),
    path("uploads/<str:upload_id>/complete", uploads.complete, name="upload_complete"),
    path("entities/<str:entity_id>/grid", grid_opening.open_grid, name="grid_open"),
    path("entities/<str:entity_id>/own-table", own_tables.start, name="own_table"),
    path("entities/<str:entity_id>/own-table/files", own_tables.begin, name="own_table_begin"),
    path("entities/<str:entity_id>/own-table/<int:handle_id>", own_tables.look, name="own_table_look"),
    path("entities/<str:entity_id>/new-records", grid_new_records.new_records, name="entity_new_records"),
    path("entities/<str:entity_id>/versions", grid_versions.listing, name="entity_versions"),
    path("entities/<str:entity_id>/versions/compare", grid_versions.compare, name="entity_compare"),
    path("entities/<str:entity_id>/versions/<int:number>/name", grid_versions.name, name="entity_version_name"),
    path(
        "entities/<str:entity_id>/versions/<int:number>/restore", grid_versions.restore, name="entity_version_restore"
    ),
    path("centers", center_listing.centers, name="centers"),
    path("centers/<str:center_id>/people", center_people.people, name="center_people"),
    path("centers/<str:center_id>/people/new", people_form.new, name="center_person_new"),
    path("centers/<str:center_id>/people/<int:affiliation_id>", people_form.change, name="center_person_change"),
    path("centers/<str:center_id>/people/<int:affiliation_id>/end", center_people.end, name="center_person_end"),
    path(
        "centers/<str:center_id>/people/expected/<int:expected_id>/again",
        center_people.invite_again,
        name="center_expected_again",
    ),
    path(
        "centers/<str:center_id>/people/expected/<int:expected_id>/withdraw",
        center_people.withdraw,
        name="center_expected_withdraw",
    ),
    path("", include("theatrum.doors.web.pages.centers.urls")),
    path("centers/<str:center>/links", center_links.links, name="center_links"),
    path("grids", grid_closing.listing, name="grids"),
    path("grid/<str:session>", grid_page.grid, name="grid"),
    path("grid/<str:session>/preview", grid_filling.preview, name="grid_preview"),
    path("grid/<str:session>/save", grid_saving.save, name="grid_save"),
    path("grid/<str:session>/settle", grid_saving.settle, name="grid_settle"),
    path("grid/<str:session>/changes", grid_changes.changes, name="grid_changes"),
    path("grid/<str:session>/merge", grid_saving.merge, name="grid_merge"),
    path("grid/<str:session>/close", grid_closing.close, name="grid_close"),
    path("grid/<str:session>/reopen", grid_closing.reopen, name="grid_reopen"),
    path("grid/<str:session>/download", grid_downloading.choose, name="grid_downloads"),
    path("grid/<str:session>/download/<str:what>", grid_downloading.download, name="grid_download"),
    path("grid/<str:session>/downloads/<str:job_id>", grid_downloading.made, name="grid_downloaded"),
    path("grid/<str:session>/import", grid_importing.start, name="grid_import"),
    path("grid/<str:session>/import/uploads", grid_importing.upload, name="grid_import_upload"),
    path("grid/<str:session>/import/files", grid_importing.begin, name="grid_import_begin"),
    path("grid/<str:session>/import/<str:import_id>", grid_importing.show, name="grid_import_show"),
    path("grid/<str:session>/import/<str:import_id>/decide", grid_importing.decide, name="grid_import_decide"),
    path("grid/<str:session>/import/<str:import_id>/apply", grid_importing.apply, name="grid_import_apply"),
    path("grid/<str:session>/import/<str:import_id>/again", grid_importing.again, name="grid_import_again"),
    path("grid/<str:session>/import/<str:import_id>/discard", grid_importing.discard, name="grid_import_discard"),
    path("grid/<str:session>/import/<str:import_id>/undo", grid_importing.undo, name="grid_import_undo"),
    path("grid/<str:session>/earlier", grid_earlier.earlier, name="grid_earlier"),
    path("grid/<str:session>/mappings", grid_mappings.listing, name="grid_mappings"),
    path("grid/<str:session>/mappings/<int:mapping_id>", grid_mappings.change, name="grid_mapping"),
    path("grid/<str:session>/identifying", grid_identifying.identifying, name="grid_identifying"),
    path("grid/<str:session>/ticket", grid_ticket.ticket, name="grid_ticket"),
    path("privacy", privacy_queue.queue, name="privacy"),
    path("privacy/decide", privacy_deciding.decide, name="privacy_decide"),
    path("privacy/decisions/<str:batch>/undo", privacy_deciding.undo, name="privacy_undo"),
    path("privacy/files/<int:handle_id>", privacy_file.file, name="privacy_file"),
    path("privacy/files/<int:handle_id>/pictures/<int:number>", privacy_file.picture, name="privacy_picture"),
    path("privacy/rules", privacy_rules.rules, name="privacy_rules"),
    path("privacy/rules/<int:allowance_id>/revoke", privacy_deciding.revoke, name="privacy_rule_revoke"),
    path("privacy/incidents", privacy_incidents.listing, name="privacy_incidents"),
    path("privacy/incidents/<int:incident_id>", privacy_incidents.incident, name="privacy_incident"),
    path("privacy/incidents/<int:incident_id>/act", privacy_incidents.act, name="privacy_incident_act"),
    path("handbook", leading.handbook, name="handbook"),
    path("handbook/make", leading.make, name="handbook_make"),
    path("handbook/updates", updates.updates, name="handbook_updates"),
    path("handbook/<slug:name>", leading.page, name="handbook_page"),
    path("directory", directory.directory, name="directory"),
    path("wiki/search", wiki_reading.search, name="wiki_search"),
    path("wiki/following", wiki_following.listing, name="wiki_following"),
    path("wiki/following/<int:page_id>/end", wiki_following.unfollow, name="wiki_unfollow"),
    path("entities/<str:entity_id>/wiki", wiki_reading.wiki, name="wiki"),
    path("entities/<str:entity_id>/wiki/new", wiki_editing.new, name="wiki_new"),
    path("entities/<str:entity_id>/wiki/preview", wiki_editing.preview, name="wiki_preview"),
    path("entities/<str:entity_id>/wiki/uploads", wiki_editing.upload, name="wiki_upload"),
    path("entities/<str:entity_id>/wiki/handles/<int:handle_id>", wiki_editing.handle, name="wiki_handle"),
    path("entities/<str:entity_id>/wiki/undo", wiki_placing.undo, name="wiki_undo"),
    path("entities/<str:entity_id>/wiki/<int:page_id>", wiki_reading.page, name="wiki_page"),
    path("entities/<str:entity_id>/wiki/<int:page_id>/follow", wiki_following.follow, name="wiki_follow"),
    path("entities/<str:entity_id>/wiki/<int:page_id>/edit", wiki_editing.edit, name="wiki_edit"),
    path("entities/<str:entity_id>/wiki/<int:page_id>/move", wiki_placing.move, name="wiki_move"),
    path("entities/<str:entity_id>/wiki/<int:page_id>/delete", wiki_placing.delete, name="wiki_delete"),
    path("entities/<str:entity_id>/wiki/<int:page_id>/access", wiki_placing.access, name="wiki_access"),
    path("entities/<str:entity_id>/wiki/<int:page_id>/history", wiki_history.history, name="wiki_history"),
    path("entities/<str:entity_id>/wiki/<int:page_id>/compare", wiki_history.compare, name="wiki_compare"),
    path("entities/<str:entity_id>/wiki/<int:page_id>/restore", wiki_history.restore, name="wiki_restore"),
    path("entities/<str:entity_id>/wiki/<int:page_id>/files/<str:name>", wiki_reading.file, name="wiki_file"),
    path("calendar", calendar.calendar, name="calendar"),
    path("calendar.ics", calendar.feed, name="calendar_feed"),
    path("calendar/feed", calendar.change_feed, name="calendar_change_feed"),
    path("calendar/releases/<int:number>", calendar_editing.release, name="calendar_release"),
    path("calendar/events", calendar_editing.new_event, name="calendar_new"),
    path("calendar/events/<str:key>", calendar_editing.event, name="calendar_event"),
    path("calendar/events/<str:key>/cancel", calendar_editing.cancel, name="calendar_cancel"),
    path("model", overview.overview, name="model"),
    path("model/search", search.search, name="model_search"),
    path("model/relations", relations.relations, name="model_relations"),
    path("model/compare", compare.compare, name="model_compare"),
    path("model/<str:version>/<str:name>", component.component, name="model_component"),
    path("model/<str:version>/<str:name>/download/<str:what>", component.download, name="model_download"),
    path("model/<str:version>/<str:name>/<path:attribute>", attribute.attribute, name="model_attribute"),
    path("tools", tools.overview, name="tools"),
    path("tools/dates", dates_tool.dates, name="tools_dates"),
    path("tools/layout", layout_tool.layout, name="tools_layout"),
    path("tools/templates", templates_tool.templates, name="tools_templates"),
    path("tools/identifiers", identifiers.identifiers, name="tools_identifiers"),
    path("tools/identifiers/reserve", identifiers.reserve, name="tools_identifiers_reserve"),
    path("", include("theatrum.doors.web.pages.onboarding.urls")),
    path("design", design.design, name="design"),
]
