import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'injection/mass-assignment',
  title: 'Outside data chooses which fields of a record are set',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'mass-assignment',
  cwe: [915],
  why: 'A sender who adds `is_admin=1` to the request sets that field as well.',
  instead: 'Name each field, or take `cleaned_data` of a form or `validated_data` of a serializer.',
  equivalents: ['semgrep:mass-assignment'],
  cause: 'flow',
  flow: { to: ['mass-assignment'], message: 'chooses the fields of a record' },
  bad: [
    py`
      from django.db import models
      class User(models.Model):
          name = models.CharField()
      def sign_up(request):
          User.objects.create(**request.POST.dict())  # ! mass-assignment
    `,
  ],
  good: [
    py`
      from django import forms
      from django.db import models
      class User(models.Model):
          name = models.CharField()
      class UserForm(forms.Form):
          name = forms.CharField()
      def sign_up(request):
          User.objects.create(name=request.POST["name"])
          form = UserForm(request.POST)
          if form.is_valid():
              User.objects.create(**form.cleaned_data)
    `,
  ],
});
