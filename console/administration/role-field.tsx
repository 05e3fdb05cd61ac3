import { wordsOf } from "../words/words.ts";
import { type PersonRole, personRole, personRoles, roleText } from "./roles.ts";
import "./administration.css";

const say = wordsOf({ vi: { role: "Vai trò" }, en: { role: "Role" } });

interface Properties {
  readonly role: PersonRole;
  readonly onChange: (role: PersonRole) => void;
}

/** Asks for a role. */
export const RoleField = ({ role, onChange }: Properties) => (
  <label class="form-field">
    {say("role")}
    <select value={role} onChange={({ currentTarget }) => onChange(personRole(currentTarget.value) ?? role)}>
      {personRoles.map((each) => (
        <option key={each} value={each}>
          {roleText(each)}
        </option>
      ))}
    </select>
  </label>
);
