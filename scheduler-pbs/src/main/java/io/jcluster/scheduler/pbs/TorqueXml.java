package io.jcluster.scheduler.pbs;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * What TORQUE prints with {@code -x}: one element for each job or node, in it one for each
 * attribute. Document types and external entities are refused, wherever the text may come from.
 */
final class TorqueXml {

    private TorqueXml() {}

    /**
     * The records.
     *
     * @param element {@code Job} or {@code Node}
     * @param key the element within that names it
     * @throws IllegalArgumentException when the text is no such XML
     */
    static List<PbsRecord> read(String text, String element, String key) {
        try {
            var root =
                    builder()
                            .parse(new InputSource(new StringReader(text.strip())))
                            .getDocumentElement();
            var records = new ArrayList<PbsRecord>();
            for (var node : children(root)) {
                if (!node.getTagName().equals(element)) {
                    throw new IllegalArgumentException("an element " + node.getTagName());
                }
                var attributes = new LinkedHashMap<String, String>();
                read(node, "", attributes);
                var id = attributes.remove(key);
                if (id == null) {
                    throw new IllegalArgumentException("a " + element + " without " + key);
                }
                records.add(new PbsRecord(id, attributes));
            }
            return records;
        } catch (SAXException | IOException e) {
            throw new IllegalArgumentException("not the XML of TORQUE: " + e.getMessage(), e);
        }
    }

    private static void read(Element parent, String prefix, Map<String, String> into) {
        for (var child : children(parent)) {
            var name = prefix + child.getTagName();
            if (children(child).isEmpty()) {
                into.put(name, child.getTextContent().strip());
            } else {
                read(child, name + ".", into);
            }
        }
    }

    private static List<Element> children(Element parent) {
        var elements = new ArrayList<Element>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static DocumentBuilder builder() {
        var factory = DocumentBuilderFactory.newInstance();
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Silent());
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser cannot be made safe", e);
        }
    }

    /** Instead of the parser's own, which prints. */
    private static final class Silent implements ErrorHandler {
        @Override
        public void warning(SAXParseException exception) {}

        @Override
        public void error(SAXParseException exception) throws SAXException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXException {
            throw exception;
        }
    }
}
