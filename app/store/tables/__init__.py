"""Columns and constraints only. Every table about a company carries company_id; times are UTC seconds."""

from app.store.tables.answering import Answer, AnswerSave, Calibration, Invitation, RespondentSession, Response
from app.store.tables.columns import rows_of
from app.store.tables.explaining import FlagDecision, Weighting
from app.store.tables.keeping import Audit, AuditHead, AuditOrigin, Bucket, Erasure, Installation, Job, Message, Taken
from app.store.tables.people import Account, Company, Member, MemberInvitation, RecoveryCode, Session, SignInLink
from app.store.tables.reporting import KeptReport, KeptReportVetting
from app.store.tables.searching import Log, Recruiter, Search, SearchMember, Vetting
from app.store.tables.telling import OwnPage, Proof, Remark

companies = rows_of(Company)
accounts = rows_of(Account)
recovery_codes = rows_of(RecoveryCode)
sign_in_links = rows_of(SignInLink)
members = rows_of(Member)
member_invitations = rows_of(MemberInvitation)
sessions = rows_of(Session)
searches = rows_of(Search)
search_members = rows_of(SearchMember)
recruiters = rows_of(Recruiter)
vettings = rows_of(Vetting)
logs = rows_of(Log)
invitations = rows_of(Invitation)
respondent_sessions = rows_of(RespondentSession)
responses = rows_of(Response)
answers = rows_of(Answer)
answer_saves = rows_of(AnswerSave)
calibrations = rows_of(Calibration)
weightings = rows_of(Weighting)
flag_decisions = rows_of(FlagDecision)
own_pages = rows_of(OwnPage)
remarks = rows_of(Remark)
proofs = rows_of(Proof)
kept_reports = rows_of(KeptReport)
kept_report_vettings = rows_of(KeptReportVetting)
audit = rows_of(Audit)
audit_origins = rows_of(AuditOrigin)
audit_heads = rows_of(AuditHead)
erasures = rows_of(Erasure)
messages = rows_of(Message)
taken = rows_of(Taken)
buckets = rows_of(Bucket)
jobs = rows_of(Job)
installations = rows_of(Installation)
