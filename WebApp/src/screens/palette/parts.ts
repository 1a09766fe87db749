export { Avatar, Icon, IconButton, type IconName, Kbd } from "../../components/index.ts";
export const personInitial = (person: { name: string | null; email: string }): string => person.name || person.email;
