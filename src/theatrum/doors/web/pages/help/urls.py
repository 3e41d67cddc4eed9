"""Addresses of the help desk."""

from django.urls import path

from theatrum.doors.web.pages.help import acting, desk, files, mail, mine, outside, ticket, writing

urlpatterns = [
    path("help", mine.mine, name="help"),
    path("help/new", writing.new, name="help_new"),
    path("help/privacy", writing.privacy, name="help_privacy"),
    path("help/access", outside.access, name="help_access"),
    path("help/desk", desk.desk, name="help_desk"),
    path("help/desk/mail", mail.refused, name="help_mail"),
    path("help/desk/mail/<int:mail_id>/accept", mail.accept, name="help_mail_accept"),
    path("help/uploads", files.upload, name="help_upload"),
    path("help/tickets/<int:number>", ticket.ticket, name="ticket"),
    path("help/tickets/<int:number>/say", acting.say, name="ticket_say"),
    path("help/tickets/<int:number>/act", acting.act, name="ticket_act"),
    path("help/tickets/<int:number>/files/<int:attachment_id>", files.download, name="ticket_file"),
]
