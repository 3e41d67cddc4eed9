"""Every code that a detector can answer with, and what it means."""

from theatrum.checks.privacy.hits import Kind

CODES: dict[str, str] = {
    f"privacy.{kind.value}": meaning
    for kind, meaning in {
        Kind.NAME: "What may be the name of a person.",
        Kind.ADDRESS: "What may be the address of a street or a post box.",
        Kind.ZIP_CODE: "What may be a postal code.",
        Kind.DATE: "A calendar date, or a part of one beyond the year.",
        Kind.AGE: "An age in years so high that it may say who it is.",
        Kind.PHONE: "A phone or fax number.",
        Kind.EMAIL: "An e-mail address.",
        Kind.SSN: "A social security number.",
        Kind.MEDICAL_RECORD: "What may be the number of a medical record or an accession.",
        Kind.HEALTH_PLAN: "What may be the number of a health plan.",
        Kind.ACCOUNT: "What may be the number of an account or a card.",
        Kind.LICENCE: "What may be the number of a licence or certificate.",
        Kind.VEHICLE: "What may be the number of a vehicle.",
        Kind.DEVICE: "What may be the serial number of a device.",
        Kind.URL: "A web address where none is asked for.",
        Kind.ADDRESS_IP: "An IP address.",
        Kind.ADDRESS_MAC: "A MAC address.",
        Kind.PATH: "A path that names a user or a machine.",
        Kind.CODE: "Another code that may be of a person or a specimen.",
        Kind.FREE_TEXT: "Free text that tells several things of one person.",
        Kind.PICTURE: "A picture that may show who somebody is, such as the label of a slide.",
    }.items()
}
