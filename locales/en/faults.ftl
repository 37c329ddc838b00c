### What is told when the machine has no room.

error-no-room = There is no room left on the disk, so nothing was stored. Reading goes on. Please repeat when the administrator has made room.
