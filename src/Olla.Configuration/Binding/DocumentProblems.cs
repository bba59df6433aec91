using Olla.Configuration.Diagnostics;
using Olla.Configuration.Yaml;

namespace Olla.Configuration.Binding;

/// <summary>Turns what is wrong with a document itself into findings.</summary>
internal sealed class DocumentProblems(string fileName, DiagnosticList diagnostics)
{
    public void Add(DocumentProblem problem)
    {
        var at = new SettingSource(SettingOrigin.File, fileName, problem.Position.Line, problem.Position.Column);
        if (problem.Kind == DocumentProblemKind.DuplicateKey)
        {
            diagnostics.Add(DiagnosticCodes.DuplicateKey, at, problem.Text,
                $"this key is written twice in one mapping, on line {problem.First.Line} and on line {problem.Position.Line}", allowed: "each key once (merge the two, or keep the one that is meant)");
        }
        else
        {
            diagnostics.Add(DiagnosticCodes.Syntax, at, "", problem.Text);
        }
    }
}
