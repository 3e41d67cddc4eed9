"""The addresses of onboarding."""

from django.urls import path

from theatrum.doors.web.pages.onboarding import center, checklist, mine, overview, plan, practice, quiz, sessions

urlpatterns = [
    path("onboarding", mine.mine, name="onboarding"),
    path("onboarding/centers", overview.centers, name="onboarding_centers"),
    path("onboarding/quiz", quiz.overview, name="quiz"),
    path("onboarding/quiz/start", quiz.start, name="quiz_start"),
    path("onboarding/quiz/questions/<int:number>", quiz.question, name="quiz_question"),
    path("onboarding/quiz/submit", quiz.submit, name="quiz_submit"),
    path("onboarding/quiz/attempts/<int:attempt_id>", quiz.attempt, name="quiz_attempt"),
    path("onboarding/practice", practice.practice, name="practice"),
    path("onboarding/practice/act", practice.act, name="practice_act"),
    path("centers/<str:center>/onboarding", center.center, name="center_onboarding"),
    path("centers/<str:center>/onboarding/remind", center.remind, name="center_remind"),
    path("centers/<str:center>/checklist/<int:release>", checklist.checklist, name="center_checklist"),
    path("centers/<str:center>/plan", plan.plan, name="center_plan"),
    path("centers/<str:center>/plan/write", plan.write, name="center_plan_write"),
    path("centers/<str:center>/plan/uploads", plan.upload, name="center_plan_upload"),
    path("centers/<str:center>/plan/files", plan.begin, name="center_plan_begin"),
    path("centers/<str:center>/plan/<int:number>", plan.act, name="center_plan_act"),
    path("centers/<str:center>/plan/<int:number>/file", plan.download, name="center_plan_file"),
    path("sessions", sessions.sessions, name="sessions"),
    path("sessions/<str:key>", sessions.edit, name="session_edit"),
    path("sessions/<str:key>/watched", sessions.watched, name="session_watched"),
    path("sessions/<str:key>/slides", sessions.download, name="session_slides"),
    path("sessions/<str:key>/slides/remove", sessions.remove_slides, name="session_slides_remove"),
    path("sessions/<str:key>/uploads", sessions.upload, name="session_upload"),
    path("sessions/<str:key>/files", sessions.begin, name="session_begin"),
    path("sessions/<str:key>/people", sessions.people, name="session_people"),
]
