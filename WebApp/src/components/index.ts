/** The shared parts. Screens import from here. */
export { Avatar, AccountDot, HUES, type Hue, hueOf, initials } from "./Avatar.tsx";
export { Boundary } from "./Boundary.tsx";
export { Button, IconButton } from "./Button.tsx";
export { confirm, ConfirmHost, Dialog, Drawer } from "./Dialog.tsx";
export { Check, Choice, Field, PasswordField, SelectField, Switch, TextArea, TextField } from "./Field.tsx";
export { hasIcon, Icon, type IconName, Kbd, Mark, registerIcons } from "./Icon.tsx";
export { closeMenu, type MenuEntry, MenuHost, menuIsOpen, openMenu } from "./Menu.tsx";
export { Chip, Empty, Notice, Progress, State } from "./Notice.tsx";
export { Segments, type Tab, Tabs } from "./Tabs.tsx";
export { type Toast, toast, ToastHost, undoLast } from "./Toast.tsx";
export { TooltipHost } from "./Tooltip.tsx";
