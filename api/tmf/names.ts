/** Where TMF642 v4 lives. */
export const tmfRoot = "/tmf-api/alarmManagement/v4";

/** Name under which the platform stands as a system in TMF642. */
export const tmfSystem = "tramcanh";
