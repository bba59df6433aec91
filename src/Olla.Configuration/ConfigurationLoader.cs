using Olla.Configuration.Binding;
using Olla.Configuration.Diagnostics;
using Olla.Configuration.Files;
using Olla.Configuration.Reporting;
using Olla.Configuration.Validation;
using Olla.Configuration.Yaml;

namespace Olla.Configuration;

/// <summary>Loads the configuration: defaults, then one file over them, then variables over both, then all checks in one pass.</summary>
public static class ConfigurationLoader
{
    /// <summary>Loads; everything a person can get wrong becomes a finding, never an exception.</summary>
    public static LoadedConfiguration Load(ConfigurationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var context = new BindingContext(new SettingTable(), new DiagnosticList(), request);

        // 1. The file.
        var file = FileSelection.Select(request, context.Diagnostics);
        if (file is { Content: { } content })
        {
            var problems = new DocumentProblems(file.Name, context.Diagnostics);
            if (DocumentReader.Read(content, problems.Add) is { } root)
            {
                new SettingReader(file.Name, context.Settings, context.Diagnostics).ReadRoot(root);
            }
        }

        // 2. Variables win over it.
        VariableOverrides.Apply(context);
        var bootstrap = BootstrapOptions.Read(request.Variables, context.Diagnostics);

        // 3. Rules over the merged result: single values first, so that the others see only values that can be meant.
        ValueRules.Check(context);
        StatusRules.Check(context);
        ServerRules.Check(context);
        ServiceRules.Check(context);
        AliasRules.Check(context);

        // A value that gave way to its default is no longer what is in force.
        var sources = context.Settings.Sources();
        var shown = ShownSettings.Of(context.Settings);

        // 4. Binding reports what only shows then: endpoints, their credentials.
        var options = OptionsBinder.Bind(context);
        return new()
        {
            Options = options,
            Bootstrap = bootstrap,
            Diagnostics = context.Diagnostics.InOrder(),
            FilePath = file?.Name,
            Sources = sources,
            Settings = shown,
        };
    }
}
