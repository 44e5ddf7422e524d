// Where Socle and fhirpath.js differ, and why; each expression is one of tests/fhirpath or of the definitions.
const reasons = {
  'fhirpath.js cannot compare, cast or unite quantities with a comparator': [
    '(Observation.value.ofType(Quantity)) | (Observation.value.ofType(SampledData)) | (Observation.component.value.ofType(Quantity)) | (Observation.component.value.ofType(SampledData))',
    '(Observation.component.value.ofType(Quantity)) | (Observation.component.value.ofType(SampledData))',
    '(component.value as Quantity).count()', "component[3].value > 1 'mg'", "component[3].value = 5 'mg'",
    'component[3].value = component[3].value',
  ],
  'the second operand is not looked at where the first decides': ['true or (1 | 2)'],
  'a time without a zone is not compared with one that has a zone; fhirpath.js takes the zone of its machine': [
    '@2018-03-01T10:00 < @2018-03-01T20:00Z', '@2012-01-01T10:00 = @2012-01-01T10:00Z',
  ],
  'Boolean values have no order': ['true < false'],
  'an Integer has 32 bits': ["'2147483648'.toInteger()", '2147483648', '2.power(31)', '2147483647 + 1'],
  'there is no such day, time or year': [
    "'2015-02-30'.toDate()", "'24:00'.convertsToTime()", '@9999-12-31 + 1 day', '@2015 + 999999999999 years', '@T23:59:60',
    '@2015-02-30', '@2015-13', '@T25',
  ],
  'the moment is another': ['now()', 'today()', 'timeOfDay()'],
  'equivalence takes items in any order, and rounds to the less precise': ['(1 | 2) ~ (2 | 1)', "1.0 'g' ~ 1004 'mg'"],
  'wrong counts or types of arguments are errors': [
    '1.substring()', "'a'.substring(1, 2, 3)", "'a'.encode('rot13')", "name['a']", '1.5.round(-1)',
  ],
  'an element that has extensions and no value is an item': ['contact.name.family'],
  'fhirpath.js has no model of these types': ['text.div.htmlChecks()', 'text.div.exists()', 'contact is Patient.contact'],
  'a criterion is one Boolean': ['name.where(given)', "iif('x', 1, 2)", 'name.iif(true, 1, 2)'],
  'escapes are those of the specification': ["'it\\'s \\u00e9\\t\\\\'", "'\\x'"],
  'a value is written as FHIR does': ['@2015-02T'],
  'where there is no result, it is empty': ['0.ln()', "'xx'.decode('hex')"],
  'units of different dimensions, and calendar and UCUM durations, are not comparable': [
    "1 'g' = 1 'm'", "1 'nonsense' = 1 'm'", '1 year = 365 days',
  ],
  'the result has the first operand\'s unit': ["2 'g' + 500 'mg'", '1 day - 12 hours'],
  'letters are mapped one by one': ["'straße é'.upper()"],
  'regular expressions are those of RE2: no look-ahead, named groups in a substitution': [
    "'a'.matches('a(?=b)')",
    "'11/30/1972'.replaceMatches('\\\\b(?<month>\\\\d{1,2})/(?<day>\\\\d{1,2})/(?<year>\\\\d{2,4})\\\\b', '${day}-${month}-${year}')",
  ],
  'hexadecimal digits are small': ["'é'.encode('hex')"],
  'less than none is none': ['name.skip(-1).count()', 'name.take(-1)'],
  'elements have the names of the model, without their type': ['deceasedBoolean'],
  'a cast is to the type itself, as in the official cases': ['gender as string'],
  'an unknown type of System is another type': ['gender is System.Strnig'],
};

export const differences = new Set(Object.values(reasons).flat());
