"""Every code that the inspector of DICOM can note, and what it means."""

CODES: dict[str, str] = {
    "format.dicom_burned_in": "A DICOM file says that identifying text is burned into its image.",
    "format.dicom_characteristics": "A DICOM file has properties of the patient, such as sex or size.",
    "format.dicom_identity": "A DICOM file does not say that the identity of the patient was removed.",
    "format.dicom_long_text": "A text of a DICOM file is so long that only its beginning was looked at.",
    "format.dicom_private": "A DICOM file has private attributes, which only their maker can read.",
    "format.dicom_sampled": "Attributes that stand in many items of a DICOM file were looked at in some.",
}
