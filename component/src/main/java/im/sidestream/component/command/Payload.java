package im.sidestream.component.command;

import org.dom4j.Element;

/** What a step shows: a {@link Form} to fill in, or a {@link Table} to read (XEP-0004). */
sealed interface Payload permits Form, Table {

    Element toElement();
}
