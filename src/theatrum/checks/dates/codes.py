"""Every code of a finding about dates that are converted, and what it means."""

CODES: dict[str, str] = {
    "dates.ambiguous": "A date can be read as day/month or as month/day.",
    "dates.two_digit_year": "A date has a year of two digits.",
    "dates.incomplete": "A date lacks its day or its month.",
    "dates.impossible": "A date is of a day that does not exist.",
    "dates.serial": "A number stands where a date belongs.",
    "dates.not_a_date": "A text stands where a date belongs.",
    "dates.not_a_number": "A text stands where a number of days or months belongs.",
    "dates.no_birth": "A row has a date, but no date of birth.",
    "dates.no_index": "A row has days since another day, but not that day.",
    "dates.two_births": "One person has two dates of birth.",
    "dates.before_birth": "A date is before birth.",
    "dates.future": "A date lies in the future.",
    "dates.implausible": "An age is above 120 years.",
    "dates.after_death": "A date is after death.",
    "dates.middle_taken": "An incomplete date was taken as the middle of its month or year.",
    "dates.remains": "A calendar date stands in a column that would stay.",
    "dates.date_as_name": "A column, sheet or file has a calendar date for its name.",
    "dates.target_taken": "The column that ages would be written to has values, or is asked for twice.",
    "dates.no_column": "A column that was named is not there.",
}
