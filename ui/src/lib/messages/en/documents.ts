export const documents = {
  save: 'Save PDF',
  saved: 'Saved',
  notShown: 'The page cannot be shown here. Save the PDF to open it.',
  notADay: 'Please enter a day, for example 03.11.2026.',
  dayPlaceholder: 'DD.MM.YYYY',
};
