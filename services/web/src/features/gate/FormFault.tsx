/** What is wrong with a form as a whole: whatever belongs to none of its fields. */

import { FieldError } from "../../ui/Field.tsx";

export function FormFault({ errors, fields }: { errors: Record<string, string>; fields: string[] }) {
  const rest = Object.entries(errors).filter(([field]) => !fields.includes(field));
  if (rest.length === 0) return null;
  return <FieldError>{rest.map(([, message]) => message).join(" ")}</FieldError>;
}
