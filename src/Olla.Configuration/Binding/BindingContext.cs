using Olla.Configuration.Diagnostics;

namespace Olla.Configuration.Binding;

/// <summary>What rules and binders work on: the merged settings, the findings so far, and what comes from outside.</summary>
internal sealed record BindingContext(SettingTable Settings, DiagnosticList Diagnostics, ConfigurationRequest Request)
{
    /// <summary>Reports a value that stands in the settings.</summary>
    public void Report(string code, Setting setting, string what, string? allowed = null, string? suggestion = null) =>
        Diagnostics.Add(code, setting.Source, setting.Path, what, ShownValue.Of(setting.Key, setting.Text), allowed, suggestion);
}
