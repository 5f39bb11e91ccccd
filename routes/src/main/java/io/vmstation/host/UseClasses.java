package io.vmstation.host;

import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.PluginHelper;

/** Lets Camel find classes, components and languages in the jars of the user. */
final class UseClasses extends MainListenerSupport {
    private final ClassLoader classes;

    UseClasses(ClassLoader classes) {
        this.classes = classes;
    }

    @Override
    public void beforeInitialize(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        context.setApplicationContextClassLoader(classes);
        context.getClassResolver().addClassLoader(classes);
        PluginHelper.getPackageScanClassResolver(context).addClassLoader(classes);
    }
}
