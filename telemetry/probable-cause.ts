/** Event types of ITU-T X.733 §8.1.1 and X.736. */
export const eventTypes = [
  "communicationsAlarm",
  "qualityOfServiceAlarm",
  "processingErrorAlarm",
  "equipmentAlarm",
  "environmentalAlarm",
  "integrityViolation",
  "operationalViolation",
  "physicalViolation",
  "securityServiceOrMechanismViolation",
  "timeDomainViolation",
  "other",
] as const;
/** One of the eleven event types. */
export type EventType = (typeof eventTypes)[number];

/** Probable causes of ITU-T M.3100 that the platform uses, by their number. */
export const probableCauses = {
  3: "degradedSignal",
  8: "lossOfSignal",
  12: "excessiveBER",
  14: "unavailable",
  71: "antennaFailure",
  72: "batteryChargingFailure",
  102: "airConditioningFailure",
  104: "batteryDischarging",
  105: "batteryFailure",
  106: "commercialPowerFailure",
  107: "coolingFanFailure",
  111: "generatorFailure",
  112: "lowBattery",
  114: "rectifierFailure",
  115: "rectifierHighVoltage",
  116: "rectifierLowFVoltage",
  118: "enclosureDoorOpen",
  120: "fire",
  121: "flood",
  122: "highHumidity",
  123: "highTemperature",
  126: "intrusionDetection",
  127: "lowFuel",
  130: "lowTemperature",
  132: "smoke",
  290: "cableTamper",
} as const;
/** Number of a probable cause in M.3100. */
export type ProbableCauseNumber = keyof typeof probableCauses;
/** Name of a probable cause in M.3100. */
export type ProbableCauseName = (typeof probableCauses)[ProbableCauseNumber];
