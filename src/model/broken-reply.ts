/** Begins the message of an error: what follows is what a server sent that no honest one does. */
export const brokenReply = 'broken reply: ';
